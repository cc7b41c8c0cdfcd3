import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identify } from './process-identity.ts';
import { endLeftovers, rememberProcess } from './remembered-processes.ts';

let dir: string;
let children: ChildProcess[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-remember-'));
  children = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function start(command: string): Promise<{ child: ChildProcess; ended: Promise<unknown> }> {
  const child = spawn('sh', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return { child, ended };
}

function remember(name: string, child: ChildProcess): void {
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error(`${name} did not start`);
  rememberProcess(dir, name, identity);
}

it('ends what an earlier start left behind, and forgets it', async () => {
  const { child, ended } = await start('echo up; exec sleep 60');
  remember('redis', child);
  expect(await endLeftovers(dir)).toEqual(['redis']);
  await ended;
  expect(child.signalCode).toBe('SIGTERM');
  expect(readdirSync(join(dir, 'run'))).toEqual([]);
});

it('ends the youngest first, each before the next', async () => {
  const order = join(dir, 'order');
  for (const name of ['mon', 'osd', 'rgw']) {
    // Each writes its own end down: Node may hear of two ends at once, and tells them in the order of their starts.
    const { child } = await start(
      `trap 'echo ${name} >> ${order}; exit' TERM; echo up; while :; do sleep 0.01; done`,
    );
    remember(name, child);
    // Starts are told apart in hundredths of a second.
    const now = uptime();
    await expect.poll(uptime, { interval: 10 }).toBeGreaterThan(now + 0.02);
  }
  await endLeftovers(dir);
  expect(readFileSync(order, 'utf8')).toBe('rgw\nosd\nmon\n');
});

it('leaves a stranger alone that got the id of one of ours', async () => {
  const { child } = await start('echo up; exec sleep 60');
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error('sleep did not start');
  rememberProcess(dir, 'redis', { ...identity, startedAt: '1' });
  expect(await endLeftovers(dir)).toEqual([]);
  expect(identify(identity.pid)).toEqual(identity);
});

it('leaves the processes of the folder alone that this one was copied from', async () => {
  const { child } = await start('echo up; exec sleep 60');
  remember('redis', child);
  const copy = mkdtempSync(join(tmpdir(), 'picup-copy-'));
  cpSync(dir, copy, { recursive: true });
  expect(await endLeftovers(copy)).toEqual([]);
  expect(child.pid && identify(child.pid)).toBeTruthy();
  rmSync(copy, { recursive: true });
});

it('is not stopped by a note that was cut off while it was written', async () => {
  await endLeftovers(dir);
  writeFileSync(join(dir, 'run', 'redis.json'), '{"pid": 12');
  expect(await endLeftovers(dir)).toEqual([]);
});
