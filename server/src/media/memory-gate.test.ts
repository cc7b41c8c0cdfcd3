import { describe, expect, test } from 'vitest';
import { MemoryGate } from './memory-gate.ts';

const never = new AbortController().signal;

/** Whether a promise has settled by the time everything already queued has run. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol();
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe('The memory gate', () => {
  test('lets in what fits and makes the rest wait for memory', async () => {
    const gate = new MemoryGate(100, 8);
    const release = await gate.acquire(60, never);
    const second = gate.acquire(50, never);
    expect(await settled(second)).toBe(false);
    release();
    expect(await settled(second)).toBe(true);
  });

  test('never lets in more than there are slots', async () => {
    const gate = new MemoryGate(100, 2);
    const release = await gate.acquire(1, never);
    await gate.acquire(1, never);
    const third = gate.acquire(1, never);
    expect(await settled(third)).toBe(false);
    release();
    release();
    await third;
    expect(await settled(gate.acquire(1, never))).toBe(false);
  });

  test('does not let small ones overtake a large one for ever', async () => {
    const gate = new MemoryGate(100, 8);
    const release = await gate.acquire(60, never);
    const large = gate.acquire(100, never);
    const small = gate.acquire(1, never);
    expect(await settled(small)).toBe(false);
    release();
    (await large)();
    await small;
  });

  test('forgets a waiter that gave up, and lets in the next', async () => {
    const gate = new MemoryGate(100, 8);
    const release = await gate.acquire(60, never);
    const giving = new AbortController();
    const large = gate.acquire(100, giving.signal);
    const small = gate.acquire(1, never);
    giving.abort(new Error('gave up'));
    await expect(large).rejects.toThrow('gave up');
    await small;
    release();
  });

  test('refuses at once what would wait for ever', () => {
    expect(() => new MemoryGate(100, 8).acquire(101, never)).toThrow(RangeError);
  });
});
