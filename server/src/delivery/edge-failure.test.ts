import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type EdgeStand, fetchFrom, open, standUpEdge } from '../testing/edge-stand.ts';
import { freePort, until, type Wire } from '../testing/wire.ts';
import { startEdge } from './start-edge.ts';

const mebibyte = 1024 * 1024;
const original = randomBytes(300_000);
const thumbnail = randomBytes(9_000);
const film = randomBytes(24 * mebibyte);
// Longer than the kernel's buffers for one viewer, so that the rest would have to be in memory.
const longFilm = Buffer.alloc(64 * mebibyte, 'film');

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes in buffers of this process, the edge's and the wire's among them, that something still refers to. */
function bytesHeld(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().arrayBuffers;
}

let stand: EdgeStand;
let wire: Wire;
let signed: EdgeStand['signed'];

beforeAll(async () => {
  stand = await standUpEdge({
    original: { body: original, contentType: 'image/jpeg' },
    'r1/small.webp': { body: thumbnail, contentType: 'image/webp' },
    film: { body: film, contentType: 'video/mp4' },
    'long-film': { body: longFilm, contentType: 'video/mp4' },
  });
  ({ wire, signed } = stand);
});
afterAll(() => stand.close());

describe('edge: when things go wrong', () => {
  it('answers 503 at once while the store is away, and serves when it is back', async () => {
    const url = await signed('original');
    await wire.cut();
    const start = performance.now();
    const away = await fetchFrom(url, { headers: { origin: 'http://localhost:4000' } });
    // Long before the store's own time limit is over.
    expect(performance.now() - start).toBeLessThan(4_000);
    expect([away.status, away.headers['retry-after'], away.headers['cache-control']]).toEqual([
      503,
      '2',
      'no-store',
    ]);
    expect(away.headers['access-control-allow-origin']).toBe('http://localhost:4000');
    expect((await fetchFrom(url, { method: 'HEAD' })).status).toBe(503);
    expect((await fetchFrom(`${stand.config.CDN_URL}/healthz`)).status).toBe(200);
    await wire.open();
    expect((await fetchFrom(url)).status).toBe(200);
  });

  it('gives up a store that takes connections and says nothing', async () => {
    wire.freeze(true);
    const start = performance.now();
    const { status } = await fetchFrom(await signed('original'));
    expect([status, performance.now() - start < 10_000]).toEqual([503, true]);
    wire.freeze(false);
    expect((await fetchFrom(await signed('original'))).status).toBe(200);
  });

  it('cuts the answer off where the store breaks in the middle, so that nobody keeps half a film', async () => {
    wire.holdAfter = mebibyte;
    const answer = await open(await signed('film'));
    wire.breakAll();
    await expect(bodyOf(answer)).rejects.toThrow(/aborted/);
    wire.holdAfter = Number.POSITIVE_INFINITY;
    expect((await fetchFrom(await signed('film'))).body.equals(film)).toBe(true);
  });

  it('holds next to nothing for a viewer who has stopped reading', async () => {
    const before = bytesHeld();
    const answer = await open(await signed('long-film'));
    answer.pause();
    let seen = 0;
    let since = performance.now();
    await until(() => {
      if (wire.bytesReceived !== seen) since = performance.now();
      seen = wire.bytesReceived;
      return performance.now() - since > 500;
    });
    await until(() => bytesHeld() - before < 8 * mebibyte);
    answer.destroy();
  });

  it('lets go of the store when viewers leave', async () => {
    wire.breakAll();
    await until(() => wire.connections === 0);
    const url = await signed('film');
    wire.holdAfter = mebibyte;
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(url)));
    expect(wire.connections).toBe(20);
    for (const answer of answers) answer.destroy();
    await until(() => wire.connections === 0);
    wire.holdAfter = Number.POSITIVE_INFINITY;
    expect((await fetchFrom(url)).body.equals(film)).toBe(true);
  });

  it('asks the store no further for a viewer who left before it answered', async () => {
    wire.breakAll();
    await until(() => wire.connections === 0);
    wire.freeze(true);
    const leaving = new AbortController();
    const asked = open(await signed('film'), { signal: leaving.signal });
    await until(() => wire.connections === 1);
    leaving.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await until(() => wire.connections === 0, 3_500);
    wire.freeze(false);
  });

  it('serves many viewers at once', async () => {
    const urls = [await signed('original'), await signed('r1/small.webp')];
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, index) => fetchFrom(urls[index % 2] ?? '')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.every(({ body }, index) => body.equals(index % 2 ? thumbnail : original))).toBe(true);
  });

  it('finishes what is under way when told to stop, then goes without waiting for anybody', async () => {
    const port = await freePort();
    const own = await startEdge({ ...stand.config, EDGE_PORT: port }, pino({ level: 'silent' }));
    const url = (await signed('film')).replace(`:${stand.config.EDGE_PORT}`, `:${port}`);
    const browser = new Agent({ keepAlive: true });
    wire.holdAfter = mebibyte;
    const answer = await open(url, { agent: browser });
    const stopped = own.close(60_000);
    await expect(open(url)).rejects.toThrow(/ECONNREFUSED/);
    wire.holdAfter = Number.POSITIVE_INFINITY;
    wire.freeze(false);
    expect((await bodyOf(answer)).equals(film)).toBe(true);
    await stopped;
    browser.destroy();
  });

  it('cuts off at the end of its patience what is still under way', async () => {
    const port = await freePort();
    const own = await startEdge({ ...stand.config, EDGE_PORT: port }, pino({ level: 'silent' }));
    wire.holdAfter = mebibyte;
    const answer = await open((await signed('film')).replace(`:${stand.config.EDGE_PORT}`, `:${port}`));
    await own.close(50);
    await expect(bodyOf(answer)).rejects.toThrow(/aborted/);
    wire.holdAfter = Number.POSITIVE_INFINITY;
  });
});
