import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newId } from './ids.ts';
import { createMetrics } from './metrics.ts';
import { openUserLocks, type UserLocks } from './user-locks.ts';

const LEASE_MS = 2_500;

let locks: UserLocks;
beforeEach(async () => {
  const config = { REDIS_URL: process.env.REDIS_URL ?? '', REDIS_PREFIX: `t${newId()}:` };
  locks = openUserLocks(config, { log: pino({ level: 'silent' }), metrics: createMetrics() });
  // The first lock waits for the connections.
  await locks.run('warm', async () => undefined);
});
afterEach(() => locks.close());

it('a holder that stood still past its lease knows it before any timer could tell it', async () => {
  const run = locks.run(newId(), async (signal) => {
    signal.throwIfAborted();
    // As SIGSTOP does: no timer fires, no answer is read, and the very next thing is what the work does next.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 100);
    signal.throwIfAborted();
    return 'wrote';
  });
  await expect(run).rejects.toMatchObject({ code: 'BUSY' });
});

it('those who wait in one process get the lock from each other, and Redis is not asked again', async () => {
  const memberId = newId();
  let asked = 0;
  const count = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'args' in message && Array.isArray(message.args))
      if (message.args.some((arg) => String(arg).endsWith(memberId))) asked += 1;
  };
  const commands = tracingChannel('ioredis:command');
  commands.start.subscribe(count);
  try {
    await Promise.all(Array.from({ length: 10 }, () => locks.run(memberId, () => delay(1))));
    await locks.close();
  } finally {
    commands.start.unsubscribe(count);
  }
  expect(asked).toBe(2);
});
