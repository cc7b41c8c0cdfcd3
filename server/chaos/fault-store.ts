import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * What a store answers wrongly. refuse: 500 or 503 in place of doing anything. forget: it does it and answers 500.
 * keepKeys: DeleteObjects is answered 200, with an error for each key, and nothing is removed.
 */
export type StoreFault = { kind: 'refuse' | 'forget' | 'keepKeys'; odds: number };

/** A front of an S3 server that passes requests on as they are, signatures and all, and answers some of them wrongly. */
export class FaultStore {
  port = 0;
  readonly #target: URL;
  readonly #random: () => number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 });
  readonly #server: Server;
  #fault: StoreFault | undefined;
  /** Requests answered wrongly so far. */
  wrong = 0;

  constructor(target: string, random: () => number) {
    this.#target = new URL(target);
    this.#random = random;
    this.#server = createServer((incoming, outgoing) => {
      incoming.on('error', () => outgoing.destroy());
      outgoing.on('error', () => undefined);
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
    this.#server.requestTimeout = 0;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The store listens on no port.');
    this.port = address.port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  set(fault: StoreFault | undefined): void {
    this.#fault = fault;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fault = this.#fault && this.#random() < this.#fault.odds ? this.#fault.kind : undefined;
    const deletes = incoming.method === 'POST' && /[?&]delete\b/.test(incoming.url ?? '');
    if (fault === 'refuse') {
      this.wrong += 1;
      incoming.resume();
      const slow = this.#random() < 0.5;
      answer(outgoing, slow ? 503 : 500, errorText(slow ? 'SlowDown' : 'InternalError'));
    } else if (fault === 'keepKeys' && deletes) {
      this.wrong += 1;
      const keys = [...(await text(incoming)).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
      const errors = keys.map((key) => `<Error><Key>${key}</Key><Code>InternalError</Code></Error>`).join('');
      answer(outgoing, 200, `<DeleteResult>${errors}</DeleteResult>`);
    } else if (fault === 'forget') {
      this.wrong += 1;
      await this.#pass(incoming, (response) => {
        response.resume().on('end', () => answer(outgoing, 500, errorText('InternalError')));
      });
    } else {
      await this.#pass(incoming, (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
        response.pipe(outgoing);
        response.on('error', () => outgoing.destroy());
        outgoing.on('close', () => response.destroy());
      });
    }
  }

  #pass(incoming: IncomingMessage, take: (response: IncomingMessage) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const onward = request({
        host: this.#target.hostname,
        port: this.#target.port,
        method: incoming.method,
        path: incoming.url,
        // Raw, because the Host and every other signed header must arrive as it was sent.
        headers: incoming.rawHeaders,
        setHost: false,
        agent: this.#agent,
      });
      onward.on('response', (response) => {
        take(response);
        resolve();
      });
      onward.on('error', reject);
      incoming.on('close', () => incoming.complete || onward.destroy());
      incoming.pipe(onward);
    });
  }
}

const errorText = (code: string): string =>
  `<Error><Code>${code}</Code><Message>by the trial</Message></Error>`;

function answer(outgoing: ServerResponse, status: number, body: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>${body}`;
  outgoing.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(xml) });
  outgoing.end(xml);
}
