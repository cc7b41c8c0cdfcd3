import { Readable } from 'node:stream';
import { MediaError, MediaSourceError } from './media-error.ts';

/** A stored object that does not change while it is read (the caller pins its version, e.g. by If-Match). */
export interface MediaSource {
  /** Bytes of the whole object. */
  byteSize: number;
  /**
   * Opens the bytes from `start` up to, not including, `end`. Whatever it throws but a MediaError, or its stream does, counts
   * as the store's failure and not the file's. It stops reading when the signal aborts.
   */
  open(start: number, end: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a range chunk by chunk, and holds the store to its word: all the bytes, and none later than `stallMs` after the last.
 * @throws MediaSourceError where the store fails, stalls or gives fewer bytes; what `open` says of the file; the signal's
 *   reason on abort.
 */
export async function* readRange(
  source: MediaSource,
  { start, end }: ByteRange,
  stallMs: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  if (end <= start) return;
  const stop = new AbortController();
  const giveUp = () => stop.abort(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => stop.abort(new MediaSourceError('The store stalled')), stallMs);
  let given = 0;
  let stream: AsyncIterable<Uint8Array> | undefined;
  try {
    stream = await unlessAborted(source.open(start, end, stop.signal), stop.signal);
    const iterator = stream[Symbol.asyncIterator]();
    for (;;) {
      timer.refresh();
      const next = await unlessAborted(iterator.next(), stop.signal);
      if (next.done) break;
      given += next.value.length;
      yield next.value;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MediaSourceError || error instanceof MediaError) throw error;
    throw new MediaSourceError('The store could not be read', { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
    // A stream left in its middle holds a connection, and one that stalled would never notice that nobody listens.
    if (stream instanceof Readable) stream.destroy();
  }
  if (given !== end - start) throw new MediaSourceError(`The store gave ${given} of ${end - start} bytes`);
}

/** Waits for a promise, but not past an abort. Racing one long promise instead would keep every chunk it raced alive. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/** Reads a range into memory. @throws like `readRange`. */
export async function readBytes(
  source: MediaSource,
  range: ByteRange,
  stallMs: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readRange(source, range, stallMs, signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
