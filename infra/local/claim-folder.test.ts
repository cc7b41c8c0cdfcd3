import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimFolder } from './claim-folder.ts';
import { Trouble } from './terminal.ts';

const claimModule = fileURLToPath(new URL('claim-folder.ts', import.meta.url));
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-claim-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Another process that has claimed the folder, with a launcher above it. */
async function anotherOwner(npmPid: number) {
  const code = `import { claimFolder } from ${JSON.stringify(claimModule)};
    await claimFolder(${JSON.stringify(dir)}, ${npmPid}); console.log('claimed'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('refuses a folder that another Pic-up works in', async () => {
  const owner = await anotherOwner(process.pid);
  await expect(claimFolder(dir)).rejects.toThrow(new RegExp(`already runs.*${owner.pid}`));
  await expect(claimFolder(dir)).rejects.toBeInstanceOf(Trouble);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
});

it('takes the folder of an owner that was killed', async () => {
  const owner = await anotherOwner(process.pid);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const giveBack = await claimFolder(dir);
  expect(JSON.parse(readFileSync(join(dir, 'run', 'owner'), 'utf8')).owner.pid).toBe(process.pid);
  giveBack();
});

it('ends an owner whose npm was killed, and takes its folder', async () => {
  const npm = spawn('sleep', ['60']);
  await once(npm, 'spawn');
  const owner = await anotherOwner(npm.pid ?? 0);
  npm.kill('SIGKILL');
  await once(npm, 'exit');
  const ended = once(owner, 'exit');
  await claimFolder(dir);
  expect(await ended).toEqual([null, 'SIGTERM']);
});
