import type { Network } from './line.ts';

/** Why nothing is sent although there is something to send. */
export type Halt = 'paused' | 'offline' | 'signed-out' | 'line-down' | 'server-away';

/** Everything that can hold all uploads at once. */
export class Halts {
  isPaused = false;
  isSignedOut = false;
  serverIsAway = false;
  private readonly network: Network;
  private readonly end: AbortSignal;

  constructor(network: Network, end: AbortSignal) {
    this.network = network;
    this.end = end;
  }

  /** Whether the server may be asked: what has arrived is committed while paused, too. */
  get mayAsk(): boolean {
    return !this.isSignedOut && this.network.online() && !this.end.aborted;
  }

  /** Whether new work may begin. */
  get mayWork(): boolean {
    return !this.isPaused && this.mayAsk;
  }

  /** The one to tell of, if any. */
  current(lineIsDown: boolean): Halt | null {
    if (this.isSignedOut) return 'signed-out';
    if (!this.network.online()) return 'offline';
    if (this.isPaused) return 'paused';
    if (lineIsDown) return 'line-down';
    return this.serverIsAway ? 'server-away' : null;
  }
}
