import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, type EdgeStand, fetchFrom, open, standUpEdge } from '../testing/edge-stand.ts';
import { freePort, until, type Wire } from '../testing/wire.ts';
import { startEdge } from './start-edge.ts';

const original = randomBytes(300_000);
const thumbnail = randomBytes(9_000);
const film = randomBytes(24 * 1024 * 1024);
// Longer than what the kernel's buffers on the way can hold (about 20 MiB).
const longFilm = Buffer.alloc(64 * 1024 * 1024, 'film');

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
    expect(performance.now() - start).toBeLessThan(2_000);
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
    const answer = await open(await signed('film'));
    await new Promise((resolve) => answer.once('data', resolve));
    wire.breakAll();
    const read = (async () => {
      for await (const chunk of answer) expect(chunk.length).toBeGreaterThan(0);
    })();
    await expect(read).rejects.toThrow(/aborted/);
    expect((await fetchFrom(await signed('film'))).body.equals(film)).toBe(true);
  });

  it('reads no further from the store than a viewer does who has stopped', async () => {
    const before = wire.bytesReceived;
    const answer = await open(await signed('long-film'));
    answer.pause();
    let seen = before;
    let since = performance.now();
    await until(() => {
      if (wire.bytesReceived !== seen) since = performance.now();
      seen = wire.bytesReceived;
      return seen > before && performance.now() - since > 500;
    });
    expect(wire.bytesReceived - before).toBeLessThan(longFilm.length / 2);
    answer.destroy();
  });

  it('lets go of the store when viewers leave', async () => {
    wire.breakAll();
    await until(() => wire.sockets.size === 0);
    const url = await signed('film');
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(url)));
    expect(wire.sockets.size).toBe(20);
    for (const answer of answers) answer.destroy();
    await until(() => wire.sockets.size === 0);
    expect((await fetchFrom(url)).body.equals(film)).toBe(true);
  });

  it('asks the store no further for a viewer who left before it answered', async () => {
    wire.breakAll();
    await until(() => wire.sockets.size === 0);
    wire.freeze(true);
    const leaving = new AbortController();
    const asked = open(await signed('film'), { signal: leaving.signal });
    await until(() => wire.sockets.size === 1);
    leaving.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await until(() => wire.sockets.size === 0, 1_500);
    wire.freeze(false);
  });

  it('serves many viewers at once', async () => {
    const urls = [await signed('original'), await signed('r1/small.webp')];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => fetchFrom(urls[index % 2] ?? '')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(answers.every(({ body }, index) => body.equals(index % 2 ? thumbnail : original))).toBe(true);
  });

  it('finishes what is under way when told to stop, then goes without waiting for anybody', async () => {
    const port = await freePort();
    const own = await startEdge({ ...stand.config, EDGE_PORT: port }, pino({ level: 'silent' }));
    const url = (await signed('film')).replace(`:${stand.config.EDGE_PORT}`, `:${port}`);
    const browser = new Agent({ keepAlive: true });
    const answer = await open(url, { agent: browser });
    const stopped = own.close(60_000);
    await expect(open(url)).rejects.toThrow(/ECONNREFUSED/);
    expect((await bodyOf(answer)).equals(film)).toBe(true);
    await stopped;
    browser.destroy();
  });

  it('cuts off at the end of its patience what is still under way', async () => {
    const port = await freePort();
    const own = await startEdge({ ...stand.config, EDGE_PORT: port }, pino({ level: 'silent' }));
    const answer = await open((await signed('film')).replace(`:${stand.config.EDGE_PORT}`, `:${port}`));
    answer.pause();
    await own.close(50);
    await expect(bodyOf(answer)).rejects.toThrow(/aborted/);
  });
});
