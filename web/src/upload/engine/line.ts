import { retryDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Turns } from './turns.ts';

/** What the browser knows of the network. */
export interface Network {
  online(): boolean;
  /** Calls the listener at every change; the answer ends that. */
  onChange(listener: () => void): () => void;
}

/** Six is what a browser opens to one host over HTTP/1.1; more would only queue out of our sight. */
export const mostConnections = 6;

/** Losses in a row, with nothing moving between, after which the line counts as down. */
const lossesUntilDown = 3;

/**
 * The way to the store as a whole. When every transfer breaks, it is the line that is down and not one file's fault: then
 * nothing is sent but one file at growing intervals, and all goes on by itself once that one moves.
 */
export class Line {
  private losses = 0;
  private outages = 0;
  private state: 'up' | 'down' | 'probing' = 'up';
  private held = false;
  private lastMoved = Number.NEGATIVE_INFINITY;
  private callOff: (() => void) | null = null;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly connections: Turns;
  private readonly onChange: () => void;

  constructor(clock: Clock, random: () => number, connections: Turns, onChange: () => void) {
    this.clock = clock;
    this.random = random;
    this.connections = connections;
    this.onChange = onChange;
  }

  get isDown(): boolean {
    return this.state !== 'up';
  }

  /** Lets nothing be sent while held: paused, offline, signed out. */
  hold(held: boolean): void {
    this.held = held;
    if (held) this.reset();
    this.apply();
  }

  /** Bytes moved, whichever file's. */
  moved(): void {
    this.lastMoved = this.clock.now();
    if (this.losses === 0 && this.state === 'up') return;
    this.reset();
    this.outages = 0;
    this.apply();
  }

  /** Whether anything moved since then: if so, a loss is the file's own and not the line's. */
  movedSince(ms: number): boolean {
    return this.lastMoved >= ms;
  }

  /** A transfer broke without an answer. */
  lost(): void {
    this.losses += 1;
    if (this.held || (this.state === 'up' && this.losses < lossesUntilDown)) return;
    if (this.state === 'down') return;
    this.outages += 1;
    this.state = 'down';
    this.callOff = this.clock.after(retryDelay(this.outages + 1, this.random, null), () => {
      this.state = 'probing';
      this.apply();
    });
    this.apply();
  }

  private reset(): void {
    this.callOff?.();
    this.callOff = null;
    this.losses = 0;
    this.state = 'up';
  }

  private apply(): void {
    const open = this.state === 'up' ? mostConnections : this.state === 'probing' ? 1 : 0;
    this.connections.setCapacity(this.held ? 0 : open);
    this.onChange();
  }
}
