import { Redis } from 'ioredis';
import { pino } from 'pino';
import { newId } from '../platform/ids.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { openUserLocks, type UserLocks } from '../platform/user-locks.ts';
import { until, Wire } from './wire.ts';

const log = pino({ level: 'silent' });
const redisUrl = process.env.REDIS_URL ?? '';

/** What a process has of the lock, its Redis reached through a wire. */
export type LockProcess = { locks: UserLocks; metrics: Metrics; wire: Wire };

/** A corner of Redis of its own, and processes that share the locks in it. */
export type LockStand = {
  prefix: string;
  /** Straight to Redis, past every wire. */
  redis: Redis;
  /** A process more, ready to lock. */
  start: () => Promise<LockProcess>;
  /** What a process counts under a metric's name. */
  count: (process: LockProcess, name: string) => Promise<number>;
  close: () => Promise<void>;
};

export function openLockStand(): LockStand {
  const prefix = `t${newId()}:`;
  const redis = new Redis(redisUrl);
  const processes: LockProcess[] = [];
  return {
    prefix,
    redis,
    async start() {
      const wire = new Wire(redisUrl);
      await wire.open();
      const through = new URL(redisUrl);
      through.port = String(wire.port);
      const metrics = createMetrics();
      const locks = openUserLocks({ REDIS_URL: through.href, REDIS_PREFIX: prefix }, { log, metrics });
      const process = { locks, metrics, wire };
      processes.push(process);
      // The first lock waits for the connections, so that tests begin with them up.
      await locks.run('warm', async () => undefined);
      await until(async () => (await redis.pubsub('NUMSUB', `${prefix}lock-free:0`))[1] === processes.length);
      return process;
    },
    count: async ({ metrics }, name) =>
      Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await metrics.text())?.[1] ?? 0),
    async close() {
      for (const { locks, wire } of processes) {
        await locks.close();
        await wire.cut();
      }
      redis.disconnect();
    },
  };
}

/** Something to wait for that a test settles itself. */
export function gate(): { passed: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: () => resolve() };
}

/** Work that takes a question to Redis, and how much of it has run at once so far. */
export function crowd(redis: Redis): { work: () => Promise<void>; most: () => number } {
  let inside = 0;
  let most = 0;
  return {
    async work() {
      inside += 1;
      most = Math.max(most, inside);
      await redis.ping();
      inside -= 1;
    },
    most: () => most,
  };
}
