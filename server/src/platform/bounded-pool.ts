import { AppError } from './errors.ts';

/** Runs tasks, so many at once; the others wait in line, and the line has an end. */
export type BoundedPool = {
  /** @throws AppError BUSY at once where the line is full. */
  run: <T>(task: () => Promise<T>) => Promise<T>;
};

/**
 * For work that would starve the rest of the process if all of it ran at once.
 * @param size tasks at once.
 * @param queue tasks that may wait.
 */
export function createBoundedPool({ size, queue }: { size: number; queue: number }): BoundedPool {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    run: async (task) => {
      if (running < size) running += 1;
      else {
        if (waiting.length >= queue)
          throw new AppError('BUSY', 'Pic-up is very busy. Please try again in a moment.', { retryAfter: 1 });
        // Whoever finishes hands the place over, so it is never counted down in between.
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
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
