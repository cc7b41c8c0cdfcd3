/** Gives back what was acquired; calling it again does nothing. */
export type Release = () => void;

interface Waiter {
  bytes: number;
  enter: () => void;
}

/**
 * Lets decoders in by how much memory they will take, and never more of them than there are cores. First come, first
 * served, so that a large picture is not overtaken for ever by small ones.
 */
export class MemoryGate {
  readonly capacityBytes: number;
  #freeBytes: number;
  #freeSlots: number;
  #waiting: Waiter[] = [];

  constructor(capacityBytes: number, slots: number) {
    this.capacityBytes = capacityBytes;
    this.#freeBytes = capacityBytes;
    this.#freeSlots = slots;
  }

  /**
   * Waits for a slot and `bytes` of memory.
   * @throws RangeError for more than the whole capacity, which would wait for ever; the signal's reason on abort.
   */
  acquire(bytes: number, signal: AbortSignal): Promise<Release> {
    if (bytes > this.capacityBytes) throw new RangeError(`${bytes} bytes exceed the capacity`);
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        reject(signal.reason);
        this.#admit();
      };
      const waiter: Waiter = {
        bytes,
        enter: () => {
          signal.removeEventListener('abort', abort);
          resolve(this.#release(bytes));
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
      this.#admit();
    });
  }

  #release(bytes: number): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#freeBytes += bytes;
      this.#freeSlots += 1;
      this.#admit();
    };
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      if (this.#freeSlots === 0 || next.bytes > this.#freeBytes) return;
      this.#waiting.shift();
      this.#freeSlots -= 1;
      this.#freeBytes -= next.bytes;
      next.enter();
    }
  }
}
