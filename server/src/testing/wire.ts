import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire to a real service that a test can cut or freeze without touching the service, which others use too. */
export class Wire {
  /** Bytes after which nothing more comes back on a connection, so that an answer stays in the middle. */
  holdAfter = Number.POSITIVE_INFINITY;
  /** What the service has sent through it so far. */
  bytesReceived = 0;
  /** Where the near end listens, on 127.0.0.1; kept when it is cut. */
  port = 0;
  readonly #host: string;
  readonly #port: number;
  #server: Server | undefined;
  readonly #pairs = new Map<Socket, Socket>();
  #frozen = false;

  /** @param target the service's URL. */
  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** How many connections lead through it now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Lets connections through, also again after a cut. */
  async open(): Promise<void> {
    const server = createServer((near) => this.#join(near));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = portOf(server);
    this.#server = server;
  }

  /** Refuses connections and breaks those that are there, as if the service were gone. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server?.close(() => resolve()));
    this.breakAll();
    await closed;
  }

  /** Breaks the connections that are there; new ones are let through. */
  breakAll(): void {
    for (const near of this.#pairs.keys()) near.destroy();
  }

  /** While frozen, what is sent arrives and nothing comes back, on connections old and new. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    for (const [near, far] of this.#pairs) frozen ? hold(near, far) : letGo(near, far);
  }

  #join(near: Socket): void {
    const far = connect(this.#port, this.#host);
    this.#pairs.set(near, far);
    let received = 0;
    far.on('data', (chunk) => {
      received += chunk.length;
      this.bytesReceived += chunk.length;
      if (received > this.holdAfter) hold(near, far);
    });
    near.pipe(far);
    if (this.#frozen) hold(near, far);
    else letGo(near, far);
    const end = () => {
      this.#pairs.delete(near);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('close', end).on('error', end);
  }
}

// A pause alone would end with the next drain of the other end.
const hold = (near: Socket, far: Socket) => far.unpipe(near).pause();
// Taken off first, because a stream that is piped twice says everything twice.
const letGo = (near: Socket, far: Socket) => far.unpipe(near).pipe(near);

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Waits until something holds.
 * @param within milliseconds.
 * @throws Error where it doesn't hold by then.
 */
export async function until(holds: () => boolean | Promise<boolean>, within = 15_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come to hold within ${within} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}
