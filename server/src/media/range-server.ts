import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { MediaSourceError } from './media-error.ts';
import { type MediaSource, readBytes } from './media-source.ts';

/** What is fetched from the store at once, and how many such blocks of one object are kept for the next reader. */
const blockBytes = 256 * 1024;
const keptBlocks = 32;
/** The index of a video of many hours fits; a file that makes its reader wade through more is not read on. */
const budgetBytes = 256 * 1024 * 1024;

/** One object as long as it is served. */
export interface ServedObject {
  /** Where ffmpeg reads it, on this machine only and for as long as it is open. */
  url: string;
  /** Bytes fetched from the store so far. */
  readonly fetchedBytes: number;
  /** Why the store could not be read, if so: then what ffmpeg said about the file means nothing. */
  readonly sourceFailure: unknown;
  close(): void;
}

interface Entry {
  source: MediaSource;
  signal: AbortSignal;
  blocks: Map<number, Promise<Buffer>>;
  fetchedBytes: number;
  sourceFailure: unknown;
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
  readonly #origin: string;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.#origin = origin;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** Starts listening on a port of the system's choice. */
  static async start(): Promise<RangeServer> {
    const server = createServer({ keepAlive: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The range server has no port');
    return new RangeServer(server, `http://127.0.0.1:${address.port}`);
  }

  /** Serves an object until closed or until the signal aborts. */
  open(source: MediaSource, signal: AbortSignal): ServedObject {
    const name = randomBytes(24).toString('base64url');
    const entry: Entry = {
      source,
      signal,
      blocks: new Map(),
      fetchedBytes: 0,
      sourceFailure: undefined,
      open: new Set(),
    };
    this.#entries.set(name, entry);
    return {
      url: `${this.#origin}/${name}`,
      get fetchedBytes() {
        return entry.fetchedBytes;
      },
      get sourceFailure() {
        return entry.sourceFailure;
      },
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
    const start = Number(asked?.[1] ?? Number.NaN);
    const end = Math.min(asked?.[2] ? Number(asked[2]) + 1 : total, total);
    if (!(start < end)) return void response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
    response.writeHead(206, {
      'accept-ranges': 'bytes',
      'content-type': 'application/octet-stream',
      'content-length': end - start,
      'content-range': `bytes ${start}-${end - 1}/${total}`,
    });
    entry.open.add(response);
    try {
      // The reader decides the pace: when it has what it needs it closes, and nothing more is fetched.
      await pipeline(blocksOf(entry, start, end), response);
    } catch (error) {
      if (error instanceof MediaSourceError) entry.sourceFailure ??= error;
      response.destroy();
    } finally {
      entry.open.delete(response);
    }
  }
}

async function* blocksOf(entry: Entry, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const index = Math.floor(at / blockBytes);
    const block = await fetchBlock(entry, index);
    const part = block.subarray(at - index * blockBytes, end - index * blockBytes);
    at += part.length;
    yield part;
  }
}

function fetchBlock(entry: Entry, index: number): Promise<Buffer> {
  const { source, signal, blocks } = entry;
  const known = blocks.get(index);
  if (known) return known;
  const start = index * blockBytes;
  const end = Math.min(start + blockBytes, source.byteSize);
  if (entry.fetchedBytes + end - start > budgetBytes)
    return Promise.reject(new Error('The reader asked for too much'));
  entry.fetchedBytes += end - start;
  const block = readBytes(source, start, end, signal);
  // A failed block is asked for again, and its failure is seen by whoever awaits it.
  block.catch(() => blocks.delete(index));
  blocks.set(index, block);
  const [oldest] = blocks.keys();
  if (blocks.size > keptBlocks && oldest !== undefined) blocks.delete(oldest);
  return block;
}
