import { setTimeout as pause } from 'node:timers/promises';

/** Waits until it is so. @throws where that takes longer than so many milliseconds. */
export async function until(what: string, isSo: () => boolean, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`In ${withinMs / 1000} s it never came that ${what}.`);
    await pause(20);
  }
}

/** Calls the function again and again, so many milliseconds apart, until the work is over. */
export async function during<T>(
  work: Promise<T>,
  everyMs: number,
  measureOnce: () => Promise<void>,
): Promise<T> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  const measuring = async () => {
    while (!isOver) {
      await measureOnce();
      await Promise.race([pause(everyMs), over]);
    }
  };
  const [result] = await Promise.all([over, measuring()]);
  return result;
}
