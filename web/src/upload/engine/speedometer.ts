import type { Clock } from './clock.ts';

const windowMs = 10_000;
const slotMs = 500;
// A guess made of the first moments is wrong more often than right, so none is shown.
const sureAfterMs = 3_000;

/** Bytes a second as an average over the last ten seconds of movement. */
export class Speedometer {
  private readonly clock: Clock;
  private readonly slots: { at: number; bytes: number }[] = [];
  private movingSince = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  moved(bytes: number): void {
    const now = this.clock.now();
    this.forget(now);
    if (this.slots.length === 0) this.movingSince = now;
    const last = this.slots.at(-1);
    if (last !== undefined && now - last.at < slotMs) last.bytes += bytes;
    else this.slots.push({ at: now, bytes });
  }

  /** Bytes a second; 0 while nothing moves. */
  bytesPerSecond(): number {
    const now = this.clock.now();
    this.forget(now);
    const first = this.slots[0];
    if (first === undefined) return 0;
    const bytes = this.slots.reduce((sum, slot) => sum + slot.bytes, 0);
    return (bytes * 1000) / Math.max(1000, now - first.at);
  }

  /** Whether bytes have moved long enough for the time left to be told. */
  isSure(): boolean {
    return this.movesForMs() >= sureAfterMs;
  }

  /** For how long bytes have been moving; 0 while nothing moves. */
  movesForMs(): number {
    const now = this.clock.now();
    this.forget(now);
    return this.slots.length > 0 ? now - this.movingSince : 0;
  }

  private forget(now: number): void {
    while (this.slots[0] !== undefined && now - this.slots[0].at > windowMs) this.slots.shift();
  }
}
