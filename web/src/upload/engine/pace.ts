import type { Clock } from './clock.ts';

// Showing it costs more than knowing it: on a small machine ten pictures a second take more time than the upload itself.
const restForWork = 20;
const longestRestMs = 2_000;

/**
 * Runs the same piece of work again and again for a small share of the time only: after each run it rests twenty times as
 * long as that took, with all that followed from it at once.
 */
export class Pace {
  private readonly clock: Clock;
  private readonly run: () => void;
  private callOff: (() => void) | null = null;
  private hurries = false;
  private restMs = 0;

  constructor(clock: Clock, run: () => void) {
    this.clock = clock;
    this.run = run;
  }

  /** Runs it before long, but not within so many milliseconds, and once for all who ask meanwhile. */
  soon(leastMs: number): void {
    this.callOff ??= this.clock.after(Math.max(leastMs, this.restMs), () => this.runNow());
  }

  /** Runs it within so many milliseconds, however dear it is. */
  hurry(ms: number): void {
    if (this.hurries) return;
    this.hurries = true;
    this.callOff?.();
    this.callOff = this.clock.after(ms, () => this.runNow());
  }

  private runNow(): void {
    this.callOff = null;
    this.hurries = false;
    const begun = this.clock.now();
    this.run();
    // What is rendered because of it is rendered before any timer comes to its turn.
    this.clock.after(0, () => {
      this.restMs = Math.min(longestRestMs, (this.clock.now() - begun) * restForWork);
    });
  }
}
