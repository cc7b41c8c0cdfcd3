import { describe, expect, it } from 'vitest';
import { createBoundedPool, createKeyedPool } from './bounded-pool.ts';

/** Tasks that end when they are told to. */
function held() {
  const ends: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return 'done';
  };
  return { task, ends, most: () => most };
}

describe('a bounded pool', () => {
  it('runs so many at once, the rest in the order they came', async () => {
    const pool = createBoundedPool({ size: 2, queue: 10 });
    const { task, ends, most } = held();
    const order: number[] = [];
    const all = Array.from({ length: 6 }, (_, i) => pool.run(task).then(() => order.push(i)));
    for (let ended = 0; ended < 6; ended += 1) {
      expect(ends.length).toBeLessThanOrEqual(ended + 2);
      ends[ended]?.();
      await all[ended];
    }
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most()).toBe(2);
  });

  it('answers BUSY at once where its line is full, and goes on after a task that failed', async () => {
    const pool = createBoundedPool({ size: 1, queue: 1 });
    const { task, ends } = held();
    const first = pool.run(task);
    const failing = pool.run(() => Promise.reject(new Error('no')));
    await expect(pool.run(task)).rejects.toMatchObject({ code: 'BUSY', retryAfter: 1 });
    ends[0]?.();
    await expect(first).resolves.toBe('done');
    await expect(failing).rejects.toThrow('no');
    const last = pool.run(task);
    await Promise.resolve();
    ends[1]?.();
    await expect(last).resolves.toBe('done');
  });

  it('answers BUSY after the longest wait, and keeps the line for the others', async () => {
    const pool = createBoundedPool({ size: 1, queue: 10, waitMs: 50 });
    const { task, ends } = held();
    const first = pool.run(task);
    await expect(pool.run(task)).rejects.toMatchObject({ code: 'BUSY' });
    const next = pool.run(task);
    ends[0]?.();
    await first;
    ends[1]?.();
    await expect(next).resolves.toBe('done');
  });
});

describe('a pool for each key', () => {
  it('lets one key wait for itself, and never for another', async () => {
    const pool = createKeyedPool({ size: 1, queue: 1 });
    const { task, ends } = held();
    const crowd = [pool.run('crowded', task), pool.run('crowded', task)];
    await expect(pool.run('crowded', task)).rejects.toMatchObject({ code: 'BUSY' });
    await expect(pool.run('other', async () => 'at once')).resolves.toBe('at once');
    ends[0]?.();
    await crowd[0];
    ends[1]?.();
    await crowd[1];
  });
});
