import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MediaError } from './media-error.ts';
import { type MediaSource, readBytes } from './media-source.ts';

/**
 * What is fetched from the store at once, and how many such blocks of one object are kept for the next reader. An answer
 * ends with its block, and a reader that wants more asks again: sockets would buffer megabytes that nobody needs.
 */
const peekBlockBytes = 256 * 1024;
const keptBytes = 8 * 1024 * 1024;
/** The index of a video of many hours fits; a file that makes its reader wade through more is not read on. */
const peekBudgetBytes = 256 * 1024 * 1024;

/** How one object is read. */
export interface Reading {
  /** Fetched from the store at once. */
  blockBytes: number;
  /** After so many bytes in all the object is not read on. */
  budgetBytes: number;
}

const peeking: Reading = { blockBytes: peekBlockBytes, budgetBytes: peekBudgetBytes };

/** Reading from end to end, and twice where sound and picture lie far apart, for what is longer than a glance. */
export const wholly = (byteSize: number): Reading => ({
  blockBytes: 1024 * 1024,
  budgetBytes: 3 * byteSize + peekBudgetBytes,
});

/** One object as long as it is served. */
export interface ServedObject {
  /** Where ffmpeg reads it, on this machine only and for as long as it is open. */
  url: string;
  /** Bytes fetched from the store so far. */
  readonly fetchedBytes: number;
  /** Aborts with the reason once the object cannot be read any further; whoever reads it may be killed then. */
  readonly signal: AbortSignal;
  close(): void;
}

interface Entry {
  source: MediaSource;
  signal: AbortSignal;
  reading: Reading;
  blocks: Map<number, Promise<Buffer>>;
  fetchedBytes: number;
  failure: AbortController;
  open: Set<ServerResponse>;
}

/**
 * Gives external programs one object to read by HTTP ranges, on the loopback address under a name that cannot be guessed.
 * So they hold no address and no signature of the store, read it in blocks that are fetched once, and the store's failures
 * are known for what they are.
 */
export class RangeServer {
  readonly #server: Server;
  readonly #entries = new Map<string, Entry>();
  readonly #stallMs: number;
  readonly #origin: string;

  private constructor(server: Server, stallMs: number, origin: string) {
    this.#server = server;
    this.#stallMs = stallMs;
    this.#origin = origin;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Starts listening on a port of the system's choice. A store silent for `stallMs` has stalled. */
  static async start(stallMs: number): Promise<RangeServer> {
    const server = createServer({ keepAlive: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The range server has no port');
    return new RangeServer(server, stallMs, `http://127.0.0.1:${address.port}`);
  }

  /** Serves an object until closed or until the signal aborts; for a glance at parts of it, unless told otherwise. */
  open(source: MediaSource, signal: AbortSignal, reading: Reading = peeking): ServedObject {
    const name = randomBytes(24).toString('base64url');
    const entry: Entry = {
      source,
      signal,
      reading,
      blocks: new Map(),
      fetchedBytes: 0,
      failure: new AbortController(),
      open: new Set(),
    };
    this.#entries.set(name, entry);
    return {
      url: `${this.#origin}/${name}`,
      get fetchedBytes() {
        return entry.fetchedBytes;
      },
      signal: entry.failure.signal,
      close: () => {
        this.#entries.delete(name);
        for (const response of entry.open) response.destroy();
      },
    };
  }

  /** Stops serving and closes every connection. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.#entries.get((request.url ?? '').slice(1));
    if (!entry) return void response.writeHead(404).end();
    const total = entry.source.byteSize;
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-');
    const { blockBytes } = entry.reading;
    const start = Number(asked?.[1] ?? Number.NaN);
    const blockEnd = (Math.floor(start / blockBytes) + 1) * blockBytes;
    const end = Math.min(asked?.[2] ? Number(asked[2]) + 1 : total, total, blockEnd);
    if (!(start < end)) return void response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    entry.open.add(response);
    try {
      const index = Math.floor(start / blockBytes);
      const block = await fetchBlock(entry, index, this.#stallMs);
      response.writeHead(206, {
        'accept-ranges': 'bytes',
        'content-type': 'application/octet-stream',
        'content-length': end - start,
        'content-range': `bytes ${start}-${end - 1}/${total}`,
      });
      response.end(block.subarray(start - index * blockBytes, end - index * blockBytes));
    } catch (error) {
      entry.failure.abort(error);
      response.destroy();
    } finally {
      entry.open.delete(response);
    }
  }
}

function fetchBlock(entry: Entry, index: number, stallMs: number): Promise<Buffer> {
  const { source, signal, blocks, reading } = entry;
  const { blockBytes, budgetBytes } = reading;
  const known = blocks.get(index);
  if (known) return known;
  const start = index * blockBytes;
  const end = Math.min(start + blockBytes, source.byteSize);
  if (entry.fetchedBytes + end - start > budgetBytes) {
    return Promise.reject(
      new MediaError('DAMAGED', { message: 'The video does not say where its pictures are.' }),
    );
  }
  entry.fetchedBytes += end - start;
  const block = readBytes(source, { start, end }, stallMs, signal);
  // A failed block is asked for again, and its failure is seen by whoever awaits it.
  block.catch(() => blocks.delete(index));
  blocks.set(index, block);
  const [oldest] = blocks.keys();
  if (blocks.size > keptBytes / blockBytes && oldest !== undefined) blocks.delete(oldest);
  return block;
}
