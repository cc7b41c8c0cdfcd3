import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again and again until the answer is yes.
 * @returns false when it still is no after `withinMs`.
 */
export async function waitUntil(
  answer: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 50,
): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await answer()) return true;
    if (performance.now() >= end) return false;
    await pause(everyMs);
  }
}
