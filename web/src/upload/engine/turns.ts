import { SizeHeap } from './size-heap.ts';

interface Waiter {
  readonly signal: AbortSignal;
  grant(): void;
}

/** The right to do something that only so many files may do at a time, given to the smallest file first. */
export class Turns {
  private readonly waiters = new SizeHeap<Waiter>();
  private waiting = 0;
  private used = 0;
  private capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Turns that nobody has and nobody waits for. */
  get idle(): number {
    return this.waiting > 0 ? 0 : Math.max(0, this.capacity - this.used);
  }

  /** How many may be taken at a time from now on; those that are taken are left alone. */
  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.grant();
  }

  /** Resolves with the function that gives the turn back; rejects with the signal's reason when aborted first. */
  acquire(fileSize: number, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.waiting -= 1;
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting += 1;
      this.waiters.push(fileSize, {
        signal,
        grant: () => {
          signal.removeEventListener('abort', onAbort);
          this.waiting -= 1;
          this.used += 1;
          resolve(this.releaseOnce());
        },
      });
      this.grant();
    });
  }

  private releaseOnce(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.used -= 1;
      this.grant();
    };
  }

  private grant(): void {
    while (this.used < this.capacity) {
      const next = this.waiters.pop();
      if (next === undefined) return;
      // An aborted waiter stays in the heap until its turn: taking it out of the middle would cost more.
      if (!next.signal.aborted) next.grant();
    }
  }
}
