import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedis } from '../platform/redis.ts';
import { until, Wire } from '../testing/wire.ts';
import { attachmentDisposition } from './content-disposition.ts';
import { createPictureUrls, type DeliveredPicture } from './picture-urls.ts';
import { createUrlSigner, type SigningConfig } from './sign-url.ts';
import { createSignatureCache } from './signature-cache.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const config: SigningConfig = {
  CDN_URL: 'http://127.0.0.1:4100',
  CDN_KEY_PAIR_ID: 'KTEST',
  CDN_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  CDN_WINDOW_SECONDS: 3_600,
  CDN_MIN_LIFE_SECONDS: 3_600,
  CDN_BIND_ADDRESS: true,
};
const signer = createUrlSigner(config);
const prefix = `test-${randomBytes(6).toString('hex')}:`;
const log = pino({ level: 'silent' });
const viewer = { memberId: 'M1', address: '203.0.113.7' };
const now = Date.now() / 1000;
const keyBases = Array.from({ length: 60 }, (_, index) => `u/M1/picture${index}`);

let wire: Wire;
let redis: Redis;
let redisUrl: string;
const ready = (connection = redis) => until(() => connection.status === 'ready');

const urlsOf = (who = viewer, { with: using = signer, at = now } = {}) =>
  createPictureUrls({ signer: using, signatures: createSignatureCache(redis, using, prefix) }, who, at);
const picture = (keyBase: string, changes: Partial<DeliveredPicture> = {}): DeliveredPicture => ({
  keyBase,
  filename: '여름.jpg',
  state: 'READY',
  pipelineVersion: 3,
  playbackState: null,
  playbackVersion: null,
  locationFreeState: null,
  locationFreeVersion: null,
  ...changes,
});
const keysNow = () => redis.keys(`${prefix}*`);
const grantOf = (keyBase: string) => signer.grant(viewer, keyBase, now);
const unaided = async (keyBase: string) => signer.url(await signer.sign(grantOf(keyBase)), 'original');

beforeAll(async () => {
  wire = new Wire(process.env.REDIS_URL ?? '');
  await wire.open();
  const url = new URL(process.env.REDIS_URL ?? '');
  url.host = `127.0.0.1:${wire.port}`;
  redisUrl = url.href;
  // No time limit as in production: on a busy machine the cache would step aside, as it should.
  redis = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 }).on(
    'error',
    () => undefined,
  );
  await ready();
});
afterAll(async () => {
  const keys = await keysNow();
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
  await wire.cut();
});

describe('URLs of a picture', () => {
  const pathOf = (url: string | null) => (url === null ? null : new URL(url).pathname);

  it('lead to the original and, once READY, to the renditions of the pipeline that made them', async () => {
    const urls = urlsOf();
    expect(pathOf(await urls.original(picture('u/M1/a'), false))).toBe('/u/M1/a/original');
    expect(pathOf(await urls.rendition(picture('u/M1/a'), 'SMALL'))).toBe('/u/M1/a/r3/small.webp');
    expect(pathOf(await urls.rendition(picture('u/M1/a'), 'LARGE'))).toBe('/u/M1/a/r3/large.webp');
    for (const state of ['PROCESSING', 'FAILED'] as const) {
      expect(await urls.rendition(picture('u/M1/a', { state }), 'SMALL')).toBeNull();
      expect(pathOf(await urls.original(picture('u/M1/a', { state }), false))).toBe('/u/M1/a/original');
    }
    expect(await urls.rendition(picture('u/M1/a', { pipelineVersion: null }), 'SMALL')).toBeNull();
  });

  it('save a download under its file name, by the same signature', async () => {
    const [shown, saved] = await Promise.all([
      urlsOf().original(picture('u/M1/a'), false),
      urlsOf().original(picture('u/M1/a'), true),
    ]);
    const { searchParams } = new URL(saved);
    expect(searchParams.get('response-content-disposition')).toBe(attachmentDisposition('여름.jpg'));
    expect(searchParams.get('Signature')).toBe(new URL(shown).searchParams.get('Signature'));
  });
});

describe('signatures in Redis', () => {
  it('gives one page of pictures one look-up, their sizes one signature, and keeps them until the window turns', async () => {
    const commands: string[] = [];
    const monitor = await redis.monitor();
    monitor.on('monitor', (_, [name = '', key = '']: string[]) => {
      if (key.startsWith(prefix)) commands.push(name.toLowerCase());
    });
    const urls = urlsOf();
    const page = await Promise.all(
      keyBases.flatMap((keyBase) => [
        urls.original(picture(keyBase), false),
        urls.rendition(picture(keyBase), 'SMALL'),
      ]),
    );
    expect(page[0]).toBe(await unaided('u/M1/picture0'));
    expect(page[0]?.split('?')[1]).toBe(page[1]?.split('?')[1]);
    await until(() => commands.length > keyBases.length);
    monitor.disconnect();
    expect(commands.filter((name) => name === 'mget')).toHaveLength(1);
    expect(commands.filter((name) => name === 'set')).toHaveLength(keyBases.length);

    const [key = ''] = await keysNow();
    const rest = await redis.ttl(key);
    expect(Math.abs(rest - (grantOf('u/M1/picture0').turnsAt - Date.now() / 1000))).toBeLessThan(5);
  });

  it('signs nothing that another process has signed already', async () => {
    const key = (await keysNow()).find((name) => name.endsWith(':u/M1/picture3')) ?? '';
    const planted = 'P'.repeat(342);
    await redis.set(key, planted, 'KEEPTTL');
    expect(await urlsOf().original(picture('u/M1/picture3'), false)).toContain(`Signature=${planted}`);
  });

  it('takes nothing out of Redis that is no signature', async () => {
    const key = (await keysNow()).find((name) => name.endsWith(':u/M1/picture4')) ?? '';
    for (const rubbish of ['', 'short', `${'A'.repeat(200)}&Policy=x`, `${'A'.repeat(200)}\r\n`]) {
      await redis.set(key, rubbish, 'KEEPTTL');
      expect(await urlsOf().original(picture('u/M1/picture4'), false)).toBe(await unaided('u/M1/picture4'));
    }
  });

  it('shares nothing between members, addresses, windows, keys or CDNs', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    const urls = await Promise.all([
      urlsOf().original(picture('u/M1/picture5'), false),
      urlsOf({ ...viewer, memberId: 'M2' }).original(picture('u/M1/picture5'), false),
      urlsOf({ ...viewer, address: '203.0.113.8' }).original(picture('u/M1/picture5'), false),
      urlsOf({ ...viewer, address: '::1' }).original(picture('u/M1/picture5'), false),
      urlsOf(viewer, { at: now + 3_600 }).original(picture('u/M1/picture5'), false),
      urlsOf(viewer, { with: createUrlSigner({ ...config, CDN_PRIVATE_KEY: pem }) }).original(
        picture('u/M1/picture5'),
        false,
      ),
      urlsOf(viewer, { with: createUrlSigner({ ...config, CDN_KEY_PAIR_ID: 'KNEW' }) }).original(
        picture('u/M1/picture5'),
        false,
      ),
      urlsOf(viewer, { with: createUrlSigner({ ...config, CDN_URL: 'http://127.0.0.1:4200' }) }).original(
        picture('u/M1/picture5'),
        false,
      ),
    ]);
    expect(new Set(urls).size).toBe(urls.length);
    await until(
      async () => (await keysNow()).filter((key) => key.endsWith(':u/M1/picture5')).length === urls.length,
    );
  });

  it('gives the same URLs while Redis is away, at once, and uses it again when it is back', async () => {
    const before = await urlsOf().original(picture('u/M1/picture6'), false);
    await wire.cut();
    await until(() => redis.status !== 'ready');
    const start = performance.now();
    expect(await urlsOf().original(picture('u/M1/picture6'), false)).toBe(before);
    expect(performance.now() - start).toBeLessThan(5_000);

    await wire.open();
    await ready();
    await urlsOf().original(picture('u/M1/new-after-outage'), false);
    await until(async () => (await keysNow()).some((key) => key.endsWith('new-after-outage')));
  });

  it('waits but once for a Redis that says nothing', async () => {
    const impatient = openRedis({ REDIS_URL: redisUrl }, log, 'test');
    await ready(impatient);
    const signatures = createSignatureCache(impatient, signer, prefix);
    const timeOne = async () => {
      const start = performance.now();
      await createPictureUrls({ signer, signatures }, viewer, now).original(picture('u/M1/picture7'), false);
      return performance.now() - start;
    };
    wire.freeze(true);
    const first = await timeOne();
    // The quickest of three: on a busy machine any of them may be held up by others.
    const later = Math.min(await timeOne(), await timeOne(), await timeOne());
    wire.freeze(false);
    impatient.disconnect();
    expect(first).toBeLessThan(5_000);
    expect(later).toBeLessThan(first / 2);
  });
});
