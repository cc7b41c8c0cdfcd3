import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { createKeyedPool } from './bounded-pool.ts';
import { AppError, unavailable } from './errors.ts';
import { LockConnection } from './lock-connection.ts';
import { LockHold } from './lock-hold.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { NotifyingMutex } from './notifying-mutex.ts';

/** How one use of the lock differs from the usual. */
export type LockOptions = {
  /** Milliseconds to wait before BUSY. */
  waitMs?: number;
  /** While Redis is away throw UNAVAILABLE, where other work goes on under this process's queue and the database's guard. */
  failClosed?: boolean;
};

/** One piece of work at a time for each member, over all processes. */
export type UserLocks = {
  /**
   * Runs work while no other work of this member runs. work opens, COMMITs and closes its transaction inside: the lock
   * goes only after it has settled. No database connection is held while waiting.
   * @param work its signal is aborted once the lock may be somebody else's; look at it just before COMMIT.
   * @throws AppError BUSY after waitMs (5,000) or at 200 waiters; UNAVAILABLE where failClosed and Redis is away.
   * @throws Error where the caller already holds this member's lock, or one of a higher id: it would wait for itself.
   */
  run: <T>(memberId: string, work: (signal: AbortSignal) => Promise<T>, options?: LockOptions) => Promise<T>;
  /**
   * Lets few of a member's pieces of work at a time through, in the order they came: for work that asks the database or the
   * store before it asks for the lock, where a burst would take everything from the others or be done for nothing.
   * @param work gets the milliseconds that are left to wait for the lock.
   * @throws AppError BUSY after 4 seconds or at 200 waiters.
   */
  admit: <T>(memberId: string, work: (waitMs: number) => Promise<T>) => Promise<T>;
  /** Waits for the locks being given back, then hangs up. */
  close: () => Promise<void>;
};

// Shorter than the wait: a holder that dies must not take those down who wait for it.
const LEASE_MS = 2_500;
const WAIT_MS = 5_000;
const MAX_WAITERS = 200;
// Fewer than the database's connections, and enough that the lock never waits for work.
const ADMITTED = 6;
// What was admitted last must still have time to get the lock.
const ADMISSION_WAIT_MS = WAIT_MS - 1_000;
// A lost message costs about this long, not a whole lease.
const POLL_MS = 1_000;

/** Takes the turn at a member's lock: with the hold handed over, or undefined to contend for one. */
type Admit = (hold: LockHold | undefined) => void;
type Held = { memberId: string; active: boolean; outer: Held | undefined };

const busy = () =>
  new AppError('BUSY', 'Too much is being changed at once in this account. Please try again in a moment.', {
    retryAfter: 1,
  });

/** Opens the two Redis connections of the lock; works from the first call on, also while Redis is away. */
export function openUserLocks(
  config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>,
  { log, metrics }: { log: Logger; metrics: Metrics },
): UserLocks {
  const redis = new LockConnection(config, log);
  const context = new AsyncLocalStorage<Held>();
  // A member's entry lives while one of its runs does; its array holds those who wait, in the order they came.
  const queues = new Map<string, Admit[]>();
  const leaving = new Set<Promise<void>>();
  const admission = createKeyedPool({ size: ADMITTED, queue: MAX_WAITERS, waitMs: ADMISSION_WAIT_MS });
  const degraded = metrics.counter('lock_degraded_total', 'Locks taken without Redis, by this process alone');
  const refused = metrics.counter('lock_busy_total', 'Waiters answered BUSY');
  const lost = metrics.counter('lock_lost_total', 'Locks lost while held');
  const waited = metrics.histogram('lock_wait_seconds', 'Time from asking for the lock to holding it');

  function refuse(): never {
    refused.inc();
    throw busy();
  }

  /** Waits for the turn in this process: first come, first served. */
  async function enter(memberId: string, deadline: number): Promise<LockHold | undefined> {
    const queue = queues.get(memberId);
    if (!queue) {
      queues.set(memberId, []);
      return undefined;
    }
    if (queue.length >= MAX_WAITERS) refuse();
    return new Promise((resolve, reject) => {
      const admit: Admit = (hold) => {
        clearTimeout(timer);
        resolve(hold);
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(admit), 1);
        refused.inc();
        reject(busy());
      }, deadline - performance.now());
      queue.push(admit);
    });
  }

  /** Gives the turn to the next in this process. */
  function admitNext(memberId: string, hold: LockHold | undefined): void {
    const next = queues.get(memberId)?.shift();
    if (next) next(hold);
    else queues.delete(memberId);
  }

  /** Contends with the other processes; only the one whose turn it is here does. */
  async function contend(memberId: string, deadline: number, failClosed: boolean): Promise<LockHold> {
    const hold = new LockHold(() => lost.inc());
    const mutex = new NotifyingMutex(redis.client, {
      key: redis.keyOf(memberId),
      channel: redis.channelOf(memberId),
      message: memberId,
      leaseMs: LEASE_MS,
      onLost: () => hold.lose(),
    });
    const bell = redis.bell(memberId);
    try {
      for (;;) {
        // Before the attempt: a release between it and the wait must not be missed.
        bell.arm();
        const outcome = await redis.attempt(() => mutex.tryAcquire());
        if (outcome === true) return hold.with(mutex);
        if (outcome === 'away') {
          if (failClosed) throw unavailable(new Error('Redis is away, and this work needs its lock.'));
          degraded.inc();
          return hold.without(() => takeBack(mutex));
        }
        const left = deadline - performance.now();
        if (left <= 0) refuse();
        await bell.wait(Math.min(left, mutex.remainingMs + 5, POLL_MS * (0.75 + Math.random() / 2)));
      }
    } catch (error) {
      void mutex.abandon();
      throw error;
    } finally {
      redis.putAwayBell(memberId);
    }
  }

  /** Gives back what Redis may have granted too late to be heard, or others would wait for its lease. Nobody waits for this. */
  function takeBack(mutex: NotifyingMutex): void {
    if (mutex.isInDoubt) void redis.back().then(() => mutex.abandon());
  }

  async function leave(memberId: string, hold: LockHold): Promise<void> {
    if (queues.get(memberId)?.length && hold.mayBeHandedOn()) {
      admitNext(memberId, hold);
      return;
    }
    await hold.release(() => redis.ready());
    // Those woken in other processes get a fair chance against the next one here.
    if (queues.get(memberId)?.length) await delay(Math.random() * 2);
    admitNext(memberId, undefined);
  }

  async function takeTurn(memberId: string, deadline: number, failClosed: boolean): Promise<LockHold> {
    const handed = await enter(memberId, deadline);
    // A hold without Redis behind it, or one lost meanwhile, is no use to work that needs the true lock.
    if (handed?.isUsable(failClosed)) return handed;
    try {
      await handed?.release(() => redis.ready());
      return await contend(memberId, deadline, failClosed);
    } catch (error) {
      admitNext(memberId, undefined);
      throw error;
    }
  }

  return {
    run: async (memberId, work, { waitMs = WAIT_MS, failClosed = false } = {}) => {
      const outer = context.getStore();
      for (let held = outer; held; held = held.outer)
        if (held.active && held.memberId >= memberId)
          throw new Error('A lock inside a lock must be of a member with a higher id.');
      const askedAt = performance.now();
      const hold = await takeTurn(memberId, askedAt + waitMs, failClosed);
      waited.observe((performance.now() - askedAt) / 1_000);
      const held: Held = { memberId, active: true, outer };
      try {
        return await context.run(held, () => work(hold.signal));
      } finally {
        held.active = false;
        // The answer need not wait for Redis; the next in line does.
        const left = leave(memberId, hold).finally(() => leaving.delete(left));
        leaving.add(left);
      }
    },
    admit: (memberId, work) => {
      const askedAt = performance.now();
      return admission.run(memberId, () => work(WAIT_MS - (performance.now() - askedAt)));
    },
    close: async () => {
      while (leaving.size > 0) await Promise.all(leaving);
      redis.close();
    },
  };
}
