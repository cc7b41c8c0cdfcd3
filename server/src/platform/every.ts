import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './log.ts';

/** Work that comes again and again by itself, in small bounded steps, safe to run anywhere and twice. */
export type Sweep = {
  name: string;
  /** Seconds between the end of one run and the start of the next; the first comes within a tenth of them. */
  everySeconds: number;
  /** @param signal aborted when the process stops: end after the present step. */
  run: (signal: AbortSignal) => Promise<unknown>;
};

/**
 * Runs each sweep over and over, never beside itself, a tenth more or less than its pause apart so that many processes
 * spread. A failure is logged, and the next run comes.
 */
export function startSweeps(sweeps: Sweep[], log: Logger): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function repeat(sweep: Sweep): Promise<void> {
    const pause = (share: number) =>
      delay(sweep.everySeconds * 1_000 * share, undefined, { signal }).catch(() => undefined);
    await pause(Math.random() / 10);
    while (!signal.aborted) {
      await sweep
        .run(signal)
        .catch((error: unknown) => log.warn({ err: error, sweep: sweep.name }, 'A sweep failed'));
      await pause(0.9 + Math.random() / 5);
    }
  }
  const running = Promise.all(sweeps.map(repeat));
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
