import { AppError } from './errors.ts';

/** Runs tasks, so many at once; the others wait in line, and the line has an end. */
export type BoundedPool = {
  /** @throws AppError BUSY at once where the line is full, or after the longest wait. */
  run: <T>(task: () => Promise<T>) => Promise<T>;
};

/** A bounded pool for each key, so that one key's tasks wait for each other and not for another's. */
export type KeyedPool = { run: <T>(key: string, task: () => Promise<T>) => Promise<T> };

type Bounds = {
  /** Tasks at once. */
  size: number;
  /** Tasks that may wait. */
  queue: number;
  /** Milliseconds that one may wait; for ever where nothing is said. */
  waitMs?: number;
};

const busy = () =>
  new AppError('BUSY', 'Pic-up is very busy. Please try again in a moment.', { retryAfter: 1 });

/** For work that would starve the rest of the process if all of it ran at once. */
export function createBoundedPool({ size, queue, waitMs }: Bounds): BoundedPool {
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = () =>
    new Promise<void>((resolve, reject) => {
      const admit = () => {
        clearTimeout(timer);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(admit), 1);
        reject(busy());
      };
      const timer = waitMs === undefined ? undefined : setTimeout(giveUp, waitMs);
      waiting.push(admit);
    });

  return {
    run: async (task) => {
      if (running < size) running += 1;
      else if (waiting.length >= queue) throw busy();
      // Whoever finishes hands the place over, so it is never counted down in between.
      else await enter();
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

/** For work of which one member's share must not starve the others'. */
export function createKeyedPool(bounds: Bounds): KeyedPool {
  const pools = new Map<string, { pool: BoundedPool; users: number }>();
  return {
    run: async (key, task) => {
      const entry = pools.get(key) ?? { pool: createBoundedPool(bounds), users: 0 };
      pools.set(key, entry);
      entry.users += 1;
      try {
        return await entry.pool.run(task);
      } finally {
        entry.users -= 1;
        if (entry.users === 0) pools.delete(key);
      }
    },
  };
}
