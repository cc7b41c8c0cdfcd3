import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cdnKeyFile, openLocalState } from './local-state.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'picup-state-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('remembers ports and secrets, for its owner alone', async () => {
  const first = await openLocalState(dir);
  expect(await openLocalState(dir)).toEqual(first);
  expect(statSync(join(dir, 'local.json')).mode & 0o777).toBe(0o600);
  expect(statSync(cdnKeyFile(dir)).mode & 0o777).toBe(0o600);
});

it('gives every service a port of its own below those the system hands out', async () => {
  const { ports } = await openLocalState(dir);
  expect(new Set(Object.values(ports)).size).toBe(8);
  expect(Math.max(...Object.values(ports))).toBeLessThan(32_768);
});

it('chooses another port for the one that somebody took, and keeps the rest', async () => {
  const { ports } = await openLocalState(dir);
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(ports.redis, '127.0.0.1', resolve));
  const again = await openLocalState(dir);
  await new Promise((resolve) => stranger.close(resolve));
  expect(again.ports.redis).not.toBe(ports.redis);
  expect({ ...again.ports, redis: 0 }).toEqual({ ...ports, redis: 0 });
});

it('never gives a service the port of the web app', async () => {
  const { ports } = await openLocalState(dir);
  const again = await openLocalState(dir, [ports.s3]);
  expect(Object.values(again.ports)).not.toContain(ports.s3);
});
