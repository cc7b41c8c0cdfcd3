import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, quarters } from '../testing/media-files.ts';
import { ChildPool } from './child-pool.ts';
import { confinementFacts } from './confine.ts';
import { DecodingChild } from './decoding-child.ts';
import { MediaMachineError } from './media-error.ts';
import { runProgram } from './run-program.ts';

const never = new AbortController().signal;
const growthBytes = 256 * 1024 * 1024;
let folder: Awaited<ReturnType<typeof aFolder>>;
let picture: string;
/** A file that opens and never gives a byte: whoever reads it hangs. */
let hanging: string;

beforeAll(async () => {
  folder = await aFolder();
  picture = join(folder.path, 'picture.jpg');
  hanging = join(folder.path, 'hanging');
  await writeFile(picture, await quarters().jpeg().toBuffer());
  await promisify(execFile)('mkfifo', [hanging]);
});
afterAll(() => folder.remove());

describe('A decoding child', { timeout: 60_000 }, () => {
  test('that hangs is killed, and the next file gets another', async () => {
    const pool = new ChildPool(growthBytes);
    try {
      const hung = pool.ask({ type: 'inspect', path: hanging }, 'inspected', {
        timeoutMs: 500,
        signal: never,
      });
      await expect(hung).rejects.toMatchObject({ code: 'TIMEOUT' });
      const next = await pool.ask({ type: 'inspect', path: picture }, 'inspected', {
        timeoutMs: 30_000,
        signal: never,
      });
      expect(next.facts).toMatchObject({ format: 'jpeg', width: 400, height: 200 });
    } finally {
      await pool.close();
    }
  });

  test('that dies while it works answers with its death', async () => {
    const child = await DecodingChild.start(growthBytes);
    const asked = child.ask({ type: 'inspect', path: hanging }, 30_000, never);
    await child.end();
    expect((await asked).type).toBe('crashed');
    expect(child.alive).toBe(false);
  });

  test('opens nothing that could name other files, should it ever be given any', async () => {
    const pool = new ChildPool(growthBytes);
    try {
      const drawing = join(folder.path, 'drawing.jpg');
      await writeFile(
        drawing,
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><image href="picture.jpg" width="40" height="20"/></svg>',
      );
      const patience = { timeoutMs: 30_000, signal: never };
      const inspected = pool.ask({ type: 'inspect', path: drawing }, 'inspected', patience);
      await expect(inspected).rejects.toMatchObject({ code: 'DAMAGED' });
      const rendered = pool.ask(
        { type: 'render', path: drawing, orientation: 1, page: 0 },
        'rendered',
        patience,
      );
      await expect(rendered).rejects.toMatchObject({ code: 'DAMAGED' });
    } finally {
      await pool.close();
    }
  });

  test('that takes more memory than it may dies alone', async () => {
    const pool = new ChildPool(16 * 1024 * 1024);
    try {
      const large = join(folder.path, 'large.gif');
      await writeFile(large, await quarters(3000, 3000).gif({ effort: 1 }).toBuffer());
      const request = { type: 'render' as const, path: large, orientation: 1, page: 0 };
      await expect(pool.ask(request, 'rendered', { timeoutMs: 30_000, signal: never })).rejects.toMatchObject(
        {
          name: 'MediaError',
        },
      );
    } finally {
      await pool.close();
    }
  });

  test('is gone when the one who asked gives up', async () => {
    const child = await DecodingChild.start(growthBytes);
    const giving = new AbortController();
    const asked = child.ask({ type: 'inspect', path: hanging }, 30_000, giving.signal);
    giving.abort(new Error('shutting down'));
    await expect(asked).rejects.toThrow('shutting down');
    expect(child.alive).toBe(false);
  });
});

describe('An external program', { timeout: 60_000 }, () => {
  const confinement = { fileBytes: 1024, network: false, timeoutMs: 10_000, signal: never };
  const node = (script: string, more: object = {}) =>
    runProgram(process.execPath, ['-e', script], { ...confinement, cwd: folder.path, ...more });

  test('sees no variable of ours and no more of files than it may', async () => {
    process.env.PICUP_TEST_SECRET = 'not for children';
    const { stdout } = await runProgram('sh', ['-c', 'env; ulimit -c; ulimit -f'], {
      ...confinement,
      cwd: folder.path,
    });
    delete process.env.PICUP_TEST_SECRET;
    expect(stdout).not.toContain('not for children');
    expect(stdout.trim().split('\n').slice(-2)).toEqual(['0', '2']);
  });

  test('is killed when it hangs or turns in circles', async () => {
    expect(await node('setTimeout(() => 0, 1e9)', { timeoutMs: 300 })).toMatchObject({
      timedOut: true,
      code: null,
    });
    expect((await node('for (;;) {}', { cpuSeconds: 1 })).signal).toMatch(/SIGXCPU|SIGKILL/);
  });

  test('reaches no address, not even on this machine', async () => {
    let hits = 0;
    const canary = createServer((_, response) => {
      hits += 1;
      response.end();
    });
    canary.listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const address = canary.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const end = await node(`fetch('http://127.0.0.1:${port}').catch(() => process.exit(3))`);
    canary.close();
    // Where the machine forbids a network of its own, the formats and protocols that may be opened are the wall.
    expect([end.code, hits]).toEqual(confinementFacts().networkIsolation ? [3, 0] : [0, 1]);
  });

  test('that is not installed is the machine at fault', async () => {
    const options = { ...confinement, cwd: folder.path };
    await expect(runProgram('picup-no-such-program', [], options)).rejects.toThrow(MediaMachineError);
  });
});
