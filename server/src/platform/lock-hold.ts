import { AppError } from './errors.ts';
import type { NotifyingMutex } from './notifying-mutex.ts';

// Each release costs an attempt in every process that waits; longer turns save them, shorter ones are fairer.
const MAX_HAND_OFFS = 16;
const MAX_HELD_MS = 250;
const RELEASE_ATTEMPTS = 2;

/** One time of holding a member's lock, which several runs of this process may pass on among themselves. */
export class LockHold {
  readonly #since = performance.now();
  readonly #controller = new AbortController();
  readonly #onLost: () => void;
  #mutex: NotifyingMutex | undefined;
  #takeBack: (() => void) | undefined;
  #handOffs = 0;

  constructor(onLost: () => void) {
    this.#onLost = onLost;
    const { signal } = this.#controller;
    const check = signal.throwIfAborted.bind(signal);
    // A process that was stopped goes on before its timers fire: the clock tells what no timer has told yet.
    signal.throwIfAborted = () => {
      if (this.#mutex && !this.#mutex.isWithinLease) this.lose();
      check();
    };
  }

  /** Aborted once the lock may be somebody else's. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Puts the acquired lock behind this hold; without one it is this process's queue alone. */
  with(mutex: NotifyingMutex): this {
    this.#mutex = mutex;
    return this;
  }

  /** Goes on without Redis. @param takeBack gives back what its attempt may have got all the same, by an answer too late. */
  without(takeBack: () => void): this {
    this.#takeBack = takeBack;
    return this;
  }

  lose(): void {
    if (this.signal.aborted) return;
    this.#onLost();
    this.#controller.abort(
      new AppError('BUSY', 'Somebody else changed this account at the same moment. Please try again.', {
        retryAfter: 1,
      }),
    );
  }

  /** Whether work may run under it now. */
  isUsable(needsRedis: boolean): boolean {
    if (this.#mutex) return !this.signal.aborted && this.#mutex.isWithinLease;
    return !needsRedis;
  }

  /** Whether the next in this process may have it without asking Redis; other processes must get their turn too. */
  mayBeHandedOn(): boolean {
    if (this.#handOffs >= MAX_HAND_OFFS || performance.now() - this.#since >= MAX_HELD_MS) return false;
    this.#handOffs += 1;
    return this.isUsable(false);
  }

  /** Gives the lock back and tells the waiters. Never throws: where Redis stays away, the lease's end gives it back. */
  async release(reconnected: () => Promise<boolean>): Promise<void> {
    const mutex = this.#mutex;
    this.#mutex = undefined;
    this.#takeBack?.();
    for (let attempt = 1; mutex && attempt <= RELEASE_ATTEMPTS; attempt += 1)
      try {
        await mutex.release();
        return;
      } catch {
        if (!(await reconnected())) return;
      }
  }
}
