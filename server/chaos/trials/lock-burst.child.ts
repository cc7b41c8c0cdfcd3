import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Mutex } from 'redis-semaphore';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { AppError } from '../../src/platform/errors.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/log.ts';
import type { UserLocks } from '../../src/platform/user-locks.ts';
import { commitUploads } from '../../src/upload/commit-uploads.ts';
import { takeOrders } from '../child.ts';

const config = readConfig();
const deps = openDeps(config, createLogger('trial', 'fatal'));
const plain = new Redis(config.REDIS_URL);
const key = `${config.REDIS_PREFIX}lock`;

let commands = 0;
tracingChannel('ioredis:command').start.subscribe((message) => {
  if (typeof message !== 'object' || message === null || !('args' in message)) return;
  if (Array.isArray(message.args) && message.args.some((arg) => String(arg).includes(key))) commands += 1;
});

const unbounded: UserLocks['admit'] = (_memberId, work) => work(120_000);
const never = new AbortController().signal;

/** What stands in front of the transaction, by name. */
const variants: Record<string, UserLocks> = {
  ours: deps.locks,
  // As the library has it by itself: each acquire asks again every 10 ms.
  polling: {
    ...deps.locks,
    admit: unbounded,
    run: async (memberId, work) => {
      const mutex = new Mutex(plain, `${key}:${memberId}`, { acquireTimeout: 120_000, lockTimeout: 10_000 });
      await mutex.acquire();
      try {
        return await work(never);
      } finally {
        await mutex.release();
      }
    },
  },
  // The flow itself begins with SELECT … FOR UPDATE of the member's row.
  forUpdate: { ...deps.locks, admit: unbounded, run: (_memberId, work) => work(never) },
};

/** Milliseconds until somebody else's request has a connection. */
async function waitForConnection(): Promise<number> {
  const askedAt = performance.now();
  const connection = await deps.db.pool.getConnection();
  const waited = performance.now() - askedAt;
  connection.release();
  return waited;
}

async function commitOne(locks: UserLocks, memberId: string, ticketId: string): Promise<boolean> {
  try {
    const viewer = { memberId, sessionId: '', familyId: '' };
    const { answers } = await commitUploads({ ...deps, locks }, viewer, [ticketId]);
    if (!answers.every((answer) => 'picture' in answer))
      throw new Error(`Not committed: ${JSON.stringify(answers)}`);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'BUSY') throw error;
    await delay(500 + Math.random() * 1_000);
    return false;
  }
}

const burst = z.object({ variant: z.string(), memberId: z.string(), ticketIds: z.array(z.string()) });

takeOrders(
  {
    // Ten connections and both of the lock's, so that none of the figures is that of a start.
    warm: async () => {
      await deps.locks.run('warm', async () => undefined);
      const all = await Promise.all(Array.from({ length: 10 }, () => deps.db.pool.getConnection()));
      for (const connection of all) connection.release();
    },
    // Commands per lock where nobody else wants it.
    alone: async (given) => {
      const locks = z.number().parse(given);
      commands = 0;
      for (let i = 0; i < locks; i += 1) await deps.locks.run(newId(), async () => undefined);
      await delay(50);
      return commands / locks;
    },
    burst: async (given) => {
      const { variant, memberId, ticketIds } = burst.parse(given);
      const locks = variants[variant] ?? deps.locks;
      const waits: Promise<number>[] = [];
      const others = setInterval(() => waits.push(waitForConnection()), 10);
      commands = 0;
      let busy = 0;
      await Promise.all(
        ticketIds.map(async (id) => {
          // BUSY is an answer that a client comes back from, as ours does.
          while (!(await commitOne(locks, memberId, id))) busy += 1;
        }),
      );
      clearInterval(others);
      // The last lock is given back after its answer.
      await delay(50);
      return { commands, busy, waits: await Promise.all(waits) };
    },
  },
  async () => {
    plain.disconnect();
    await deps.close();
  },
);
