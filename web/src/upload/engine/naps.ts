import type { Clock } from './clock.ts';

/** Waits between tries that can all be cut short at once, as when the network is back. */
export class Naps {
  private readonly clock: Clock;
  private readonly sleepers: Set<() => void> = new Set();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Resolves after so many milliseconds or when all are woken; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const end = () => {
        callOff();
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', onAbort);
      };
      const wake = () => {
        end();
        resolve();
      };
      const onAbort = () => {
        end();
        reject(signal.reason);
      };
      const callOff = this.clock.after(ms, wake);
      this.sleepers.add(wake);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  wakeAll(): void {
    for (const wake of [...this.sleepers]) wake();
  }
}
