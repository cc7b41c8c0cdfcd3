import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { identify, isAlive, signal } from './process-identity.ts';

it('knows a process again while it runs, and not once it has ended', async () => {
  const child = spawn('sleep', ['60']);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error('sleep did not start');
  expect(isAlive(identity)).toBe(true);
  signal(identity.pid, 'SIGKILL');
  await once(child, 'exit');
  expect(isAlive(identity)).toBe(false);
});

it('takes a process that got the id of another one for a stranger', () => {
  const own = identify(process.pid);
  if (!own) throw new Error('this process can not be identified');
  expect(isAlive({ ...own, startedAt: '1' })).toBe(false);
  expect(isAlive({ ...own, bootId: 'an earlier start of the machine' })).toBe(false);
});

it('reads the start of a process whose name holds brackets and spaces', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'picup-identity-'));
  const program = join(dir, 'a) R 1 (b');
  writeFileSync(program, '#!/bin/sh\necho up\nread line\n', { mode: 0o700 });
  const child = spawn(program);
  await once(child.stdout, 'data');
  const own = identify(process.pid);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  expect(Number(identity?.startedAt)).toBeGreaterThan(Number(own?.startedAt));
  child.stdin.end();
  await once(child, 'exit');
  rmSync(dir, { recursive: true });
});
