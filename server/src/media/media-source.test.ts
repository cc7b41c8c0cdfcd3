import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { storedBytes } from '../testing/media-files.ts';
import { hashObject } from './hash-object.ts';
import { MediaSourceError } from './media-error.ts';
import { type MediaSource, readBytes, readRange } from './media-source.ts';

const never = new AbortController().signal;
const range = { start: 0, end: 100 };

function stalling(): MediaSource & { stream: Readable } {
  const stream = new Readable({ read: () => undefined });
  stream.push(Buffer.alloc(8));
  return { byteSize: 100, stream, open: async () => stream };
}

describe('Reading a stored object', () => {
  test('gives exactly the bytes asked for', async () => {
    const bytes = Buffer.from('0123456789');
    expect(String(await readBytes(storedBytes(bytes), { start: 2, end: 5 }, 1000, never))).toBe('234');
  });

  test('a store that stalls is given up on, and its connection closed', async () => {
    const source = stalling();
    await expect(readBytes(source, range, 50, never)).rejects.toThrow(MediaSourceError);
    expect(source.stream.destroyed).toBe(true);
  });

  test('a store that never answers is given up on', async () => {
    const source = { byteSize: 100, open: () => new Promise<never>(() => undefined) };
    await expect(readBytes(source, range, 50, never)).rejects.toThrow(MediaSourceError);
  });

  test('a store that refuses, fails midway or gives too little is at fault, not the file', async () => {
    const refusing = { byteSize: 100, open: () => Promise.reject(new Error('ECONNREFUSED')) };
    const failing = {
      byteSize: 100,
      open: async () =>
        Readable.from(
          (function* () {
            yield Buffer.alloc(8);
            throw new Error('ECONNRESET');
          })(),
        ),
    };
    const short = { byteSize: 100, open: async () => Readable.from([Buffer.alloc(99)]) };
    for (const source of [refusing, failing, short]) {
      await expect(readBytes(source, range, 1000, never)).rejects.toThrow(MediaSourceError);
    }
  });

  test('stops with the reason of whoever gave up', async () => {
    const giving = new AbortController();
    const reading = readBytes(stalling(), range, 5000, giving.signal);
    giving.abort(new Error('shutting down'));
    await expect(reading).rejects.toThrow('shutting down');
  });
});

test('An object is hashed as it streams by', async () => {
  const bytes = Buffer.from('the whole of it');
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  const stream = Readable.from([bytes.subarray(0, 4), bytes.subarray(4)]);
  expect(await hashObject(stream)).toEqual({ sha256, byteSize: bytes.length });
});

test('Reading holds no more of a long object than what is on its way', async () => {
  const chunk = 1024 * 1024;
  const byteSize = 400 * chunk;
  const source: MediaSource = {
    byteSize,
    open: async () =>
      Readable.from(
        (function* () {
          for (let i = 0; i < 400; i += 1) yield Buffer.alloc(chunk, i);
        })(),
      ),
  };
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for await (const _ of readRange(source, { start: 0, end: byteSize }, 5000, never)) {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(200 * chunk);
});
