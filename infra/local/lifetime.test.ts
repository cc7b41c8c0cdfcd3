import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identify, signal } from './process-identity.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-lifetime-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const modules = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** A command that lives until it is stopped, with one supervised program that ends only when it is killed. */
function command(cleanUp: string): string {
  const file = join(dir, 'command.mjs');
  const lines = [
    `import { live } from ${modules('lifetime.ts')};`,
    `import { stopping } from ${modules('terminal.ts')};`,
    `import { openGroup } from ${modules('supervise.ts')};`,
    `const group = openGroup(${JSON.stringify(dir)});`,
    `const script = 'trap "" TERM; echo "program $$"; while :; do sleep 0.1; done';`,
    // Within the work, so that who sees the program run knows that signals are heard.
    `const work = () => new Promise((resolve) => {`,
    `  stopping.signal.addEventListener('abort', () => resolve(0));`,
    `  group.supervise({ name: 'stubborn', file: 'sh', args: ['-c', script], env: process.env });`,
    `});`,
    `await live(work, async () => { ${cleanUp} }, 7);`,
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

async function programOf(log: string): Promise<number> {
  const read = () => Number(/program (\d+)/.exec(readFileSync(log, { encoding: 'utf8', flag: 'a+' }))?.[1]);
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(0);
  return read();
}

async function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? (await once(child, 'exit'))[0];
}

// As services do, which take a moment to stop.
const slow = "await new Promise((resolve) => setTimeout(resolve, 300)); console.log('cleaned up');";

it('takes the two signals of one Ctrl-C for one, and cleans up before it ends', async () => {
  const child = spawn(process.execPath, [command(slow)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const program = await programOf(join(dir, 'log', 'stubborn.log'));
  const said = child.stdout.toArray();
  // Two different ones: of two alike the system may deliver one.
  child.kill('SIGINT');
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(7);
  expect(Buffer.concat(await said).toString()).toBe('Stopping …\ncleaned up\n');
  await expect.poll(() => identify(program)).toBeUndefined();
});

it('ends everything at once at the second Ctrl-C', async () => {
  const child = spawn(process.execPath, [command('await group.stop();')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const program = await programOf(join(dir, 'log', 'stubborn.log'));
  child.kill('SIGINT');
  await once(child.stdout, 'data');
  const first = performance.now();
  await expect.poll(() => performance.now() - first, { interval: 50, timeout: 3_000 }).toBeGreaterThan(1_100);
  child.kill('SIGINT');
  expect(await ended(child)).toBe(1);
  await expect.poll(() => identify(program)).toBeUndefined();
});

it('stops when the one that started it is gone', async () => {
  const starter = spawn('sh', ['-c', `${process.execPath} ${command('')} & echo started; wait`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(starter.stdout, 'data');
  const program = await programOf(join(dir, 'log', 'stubborn.log'));
  if (starter.pid) signal(starter.pid, 'SIGKILL');
  await expect.poll(() => identify(program), { timeout: 20_000 }).toBeUndefined();
});
