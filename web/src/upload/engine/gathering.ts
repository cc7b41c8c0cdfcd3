import type { Clock } from './clock.ts';

/** Lets small things gather between two questions, so that many of them are no more than a few questions. */
export class Gathering {
  private readonly clock: Clock;
  private readonly ms: number;
  private readonly ask: () => void;
  private askedAt = Number.NEGATIVE_INFINITY;
  private callOff: (() => void) | null = null;

  /**
   * @param ms how long after a question the next one is still early.
   * @param ask is called when an early one is early no more.
   */
  constructor(clock: Clock, ms: number, ask: () => void) {
    this.clock = clock;
    this.ms = ms;
    this.ask = ask;
  }

  /** Whether the last question was just now; if so it calls back in time. */
  isEarly(): boolean {
    if (this.clock.now() - this.askedAt >= this.ms) return false;
    this.callOff ??= this.clock.after(this.ms, () => {
      this.callOff = null;
      this.ask();
    });
    return true;
  }

  /** A question goes out: nobody need be called back for it. */
  begin(): void {
    this.callOff?.();
    this.callOff = null;
  }

  /** Its answer is there. */
  end(): void {
    this.askedAt = this.clock.now();
  }
}
