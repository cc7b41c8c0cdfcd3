import type { Clock } from '../clock.ts';

/** A clock that stands still until it is turned. */
export class TurnedClock implements Clock {
  private time = 1_000_000;
  private timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** So much time goes into work that is being done now; nothing else runs meanwhile. */
  pass(ms: number): void {
    this.time += ms;
  }

  /** Lets so many milliseconds pass, running what falls due in order and all that follows from it. */
  async turn(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const next = this.timers.sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.timers.shift();
      this.time = Math.max(this.time, next.at);
      next.run();
      await settled();
    }
    this.time = Math.max(this.time, end);
  }
}

/** Everything that needs no clock has happened: promises, and reads of blobs in memory. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
