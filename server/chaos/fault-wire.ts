import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What is wrong with a wire. latency: everything takes so many milliseconds longer. cutBefore: a connection breaks where
 * it asks something, unsent. cutAfter: it asks, and breaks in place of the answer. hold: nothing moves, and all of it
 * arrives afterwards. blackHole: connections fall silent for ever, old ones and those made meanwhile; nobody is told.
 * reset: connections are reset, and new ones too.
 */
export type WireFault =
  | { kind: 'latency'; ms: number }
  | { kind: 'cutBefore' | 'cutAfter' | 'hold' | 'blackHole' | 'reset' };

/** A wire to a real service on which things go wrong as told; the service itself is not touched. */
export class FaultWire {
  /** Where the near end listens, on 127.0.0.1. */
  port = 0;
  readonly #target: URL;
  #server: Server | undefined;
  #fault: WireFault | undefined;
  readonly #pairs = new Set<Pair>();

  /** @param target the service's URL. */
  constructor(target: string) {
    this.#target = new URL(target);
  }

  async open(): Promise<this> {
    const server = createServer({ noDelay: true }, (near) => this.#join(near));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The wire listens on no port.');
    this.port = address.port;
    this.#server = server;
    return this;
  }

  /** The service's URL through this wire. */
  through(url: string): string {
    const near = Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(this.port) }).href;
    return url.endsWith('/') ? near : near.replace(/\/$/, '');
  }

  /** What goes wrong from now on; undefined for nothing. */
  set(fault: WireFault | undefined): void {
    this.#fault = fault;
    for (const pair of this.#pairs) pair.meet(fault);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const pair of this.#pairs) pair.destroy();
    await closed;
  }

  #join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.#fault?.kind === 'reset') {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: Number(this.#target.port), host: this.#target.hostname, noDelay: true });
    const pair = new Pair(near, far, () => this.#pairs.delete(pair));
    this.#pairs.add(pair);
    pair.meet(this.#fault);
  }
}

/** One connection through a wire. */
class Pair {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #lanes: [Lane, Lane];
  #fault: WireFault | undefined;
  /** Fell into a black hole. */
  #lost = false;
  /** Asked something whose answer must not come. */
  #doomed = false;

  constructor(near: Socket, far: Socket, gone: () => void) {
    this.#near = near;
    this.#far = far;
    this.#lanes = [new Lane(near, far), new Lane(far, near)];
    const [there, back] = this.#lanes;
    near.on('data', (chunk) => this.#ask(there, chunk));
    far.on('data', (chunk) => this.#answer(back, chunk));
    far.on('error', () => near.resetAndDestroy());
    near.on('end', () => this.#lost || there.end());
    far.on('end', () => this.#lost || back.end());
    near.on('close', () => {
      gone();
      far.destroy();
    });
    far.on('close', () => this.#lost || back.end());
  }

  meet(fault: WireFault | undefined): void {
    this.#fault = fault;
    if (fault?.kind === 'blackHole') this.#lost = true;
    if (fault?.kind === 'reset') this.#near.resetAndDestroy();
    for (const lane of this.#lanes) lane.hold(fault?.kind === 'hold');
  }

  destroy(): void {
    this.#near.destroy();
    this.#far.destroy();
  }

  #ask(lane: Lane, chunk: Buffer): void {
    if (this.#lost) return;
    if (this.#fault?.kind === 'cutAfter') this.#doomed = true;
    if (this.#fault?.kind === 'cutBefore') this.destroy();
    else lane.push(chunk, this.#lateness());
  }

  #answer(lane: Lane, chunk: Buffer): void {
    if (this.#lost) return;
    if (this.#doomed) this.destroy();
    else lane.push(chunk, this.#lateness());
  }

  #lateness(): number {
    return this.#fault?.kind === 'latency' ? this.#fault.ms : 0;
  }
}

/** One direction of a connection: bytes leave in the order they came, not before they may. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #queue: { chunk: Buffer; due: number }[] = [];
  #held = false;
  #ending = false;
  #full = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    to.on('drain', () => {
      this.#full = false;
      this.#from.resume();
      this.#move();
    });
  }

  push(chunk: Buffer, lateMs: number): void {
    const due = Math.max(performance.now() + lateMs, this.#queue.at(-1)?.due ?? 0);
    this.#queue.push({ chunk, due });
    this.#move();
  }

  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#move();
  }

  end(): void {
    this.#ending = true;
    this.#move();
  }

  #move(): void {
    clearTimeout(this.#timer);
    if (this.#held || this.#to.destroyed) return;
    for (let next = this.#queue[0]; next && !this.#full; next = this.#queue[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#move(), wait);
        return;
      }
      this.#queue.shift();
      this.#full = !this.#to.write(next.chunk);
      if (this.#full) this.#from.pause();
    }
    if (this.#ending && this.#queue.length === 0) this.#to.end();
  }
}
