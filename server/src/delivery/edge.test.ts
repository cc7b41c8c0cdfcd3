import { createHash, randomBytes } from 'node:crypto';
import type { RequestOptions } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeStand, fetchFrom, standUpEdge } from '../testing/edge-stand.ts';
import { attachmentDisposition } from './content-disposition.ts';

const original = randomBytes(300_000);
const thumbnail = randomBytes(9_000);

let stand: EdgeStand;
let signed: EdgeStand['signed'];

beforeAll(async () => {
  stand = await standUpEdge({
    original: { body: original, contentType: 'image/jpeg' },
    'r1/small.webp': { body: thumbnail, contentType: 'image/webp' },
    page: { body: Buffer.from('<script>alert(1)</script>'), contentType: 'text/html' },
    untyped: { body: Buffer.from('plain') },
  });
  signed = stand.signed;
});
afterAll(() => stand.close());

describe('edge: what it serves', () => {
  it('sends the original byte for byte, guarded and to be kept for good', async () => {
    const { status, headers, body } = await fetchFrom(await signed('original'));
    expect(status).toBe(200);
    expect(body.equals(original)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '300000',
      'accept-ranges': 'bytes',
      etag: `"${createHash('md5').update(original).digest('hex')}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-disposition']).toBeUndefined();
    expect(headers['last-modified']).toMatch(/GMT$/);
  });

  it("opens a picture's renditions with the signature of its original", async () => {
    const url = (await signed('original')).replace('/original?', '/r1/small.webp?');
    const { status, headers, body } = await fetchFrom(url);
    expect([status, headers['content-type'], body.equals(thumbnail)]).toEqual([200, 'image/webp', true]);
  });

  it('answers HEAD like GET without the body', async () => {
    const { status, headers, body } = await fetchFrom(await signed('original'), { method: 'HEAD' });
    expect([status, headers['content-length'], headers['content-type'], body.length]).toEqual([
      200,
      '300000',
      'image/jpeg',
      0,
    ]);
    expect(headers.etag).toBeDefined();
  });

  it('sends the range that was asked for', async () => {
    const url = await signed('original');
    const cases: [string, string, Buffer][] = [
      ['bytes=0-0', 'bytes 0-0/300000', original.subarray(0, 1)],
      ['bytes=1000-1999', 'bytes 1000-1999/300000', original.subarray(1000, 2000)],
      ['bytes=299990-', 'bytes 299990-299999/300000', original.subarray(299_990)],
      ['bytes=299990-999999', 'bytes 299990-299999/300000', original.subarray(299_990)],
      ['bytes=-7', 'bytes 299993-299999/300000', original.subarray(-7)],
    ];
    for (const [range, contentRange, bytes] of cases) {
      const { status, headers, body } = await fetchFrom(url, { headers: { range } });
      expect([status, headers['content-range'], headers['content-length']], range).toEqual([
        206,
        contentRange,
        String(bytes.length),
      ]);
      expect(body.equals(bytes), range).toBe(true);
    }
  });

  it('says how long it is where the range lies beyond the end', async () => {
    for (const range of ['bytes=300000-', 'bytes=999999999999-']) {
      const { status, headers } = await fetchFrom(await signed('original'), { headers: { range } });
      expect([status, headers['content-range']], range).toEqual([416, 'bytes */300000']);
    }
  });

  it('sends all of it for a range that is malformed or several', async () => {
    for (const range of ['bytes=5-2', 'bytes=-', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=1-2-3']) {
      const { status, headers, body } = await fetchFrom(await signed('original'), { headers: { range } });
      expect([status, headers['content-range'], body.length], range).toEqual([200, undefined, 300_000]);
    }
  });

  it('says that nothing changed to whoever has it already', async () => {
    const url = await signed('original');
    const { headers: first } = await fetchFrom(url);
    const etag = first.etag ?? '';
    const modified = String(first['last-modified']);
    const held = [
      { 'if-none-match': etag },
      { 'if-none-match': `W/${etag}` },
      { 'if-none-match': `"other", ${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
    ];
    for (const headers of held) {
      const answer = await fetchFrom(url, { headers });
      expect([answer.status, answer.body.length, answer.headers.etag], JSON.stringify(headers)).toEqual([
        304,
        0,
        etag,
      ]);
      expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    }
    const stale = [{ 'if-none-match': '"other"' }, { 'if-modified-since': new Date(0).toUTCString() }];
    for (const headers of stale) expect((await fetchFrom(url, { headers })).status).toBe(200);
    expect((await fetchFrom(url, { headers: { 'if-match': '"other"' } })).status).toBe(412);
    expect((await fetchFrom(url, { headers: { 'if-match': etag } })).status).toBe(200);
  });

  it('sends a range of the version that the viewer began with, else all of the new one', async () => {
    const url = await signed('original');
    const { headers: first } = await fetchFrom(url, { method: 'HEAD' });
    const range = 'bytes=0-9';
    for (const condition of [first.etag ?? '', String(first['last-modified'])])
      expect((await fetchFrom(url, { headers: { range, 'if-range': condition } })).status, condition).toBe(
        206,
      );
    for (const condition of ['"other"', `W/${first.etag}`, new Date(0).toUTCString()])
      expect((await fetchFrom(url, { headers: { range, 'if-range': condition } })).status, condition).toBe(
        200,
      );
  });

  it('sends a download under its name', async () => {
    const disposition = attachmentDisposition('여름 "휴가" 🏖️.jpg');
    const url = await signed('original', { query: { 'response-content-disposition': disposition } });
    const { status, headers } = await fetchFrom(url);
    expect([status, headers['content-disposition']]).toEqual([200, disposition]);
  });

  it('sends nothing as a page: unknown types are bytes, and a disposition cannot smuggle headers', async () => {
    for (const name of ['page', 'untyped'])
      expect((await fetchFrom(await signed(name))).headers['content-type']).toBe('application/octet-stream');
    const query = {
      'response-content-disposition': 'inline\r\nX-Evil: yes',
      'response-content-type': 'text/html',
    };
    const { status, headers } = await fetchFrom(await signed('original', { query }));
    expect([status, headers['content-type'], headers['content-disposition'], headers['x-evil']]).toEqual([
      200,
      'image/jpeg',
      undefined,
      undefined,
    ]);
  });

  it('lets scripts of the web app read, and no others', async () => {
    const url = await signed('original');
    for (const origin of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000']) {
      const { headers } = await fetchFrom(url, { headers: { origin } });
      expect([headers['access-control-allow-origin'], headers.vary]).toEqual([origin, 'Origin']);
      const preflight = await fetchFrom(url, { method: 'OPTIONS', headers: { origin } });
      expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([
        204,
        'GET, HEAD',
      ]);
    }
    const { headers } = await fetchFrom(url, { headers: { origin: 'http://evil.example' } });
    expect([headers['access-control-allow-origin'], headers.vary]).toEqual([undefined, 'Origin']);
  });
});

describe('edge: whom it refuses', () => {
  it('answers the same 403 to every wrong URL, and to what is not there', async () => {
    const url = await signed('original');
    const wrong = [
      url.split('?')[0] ?? '',
      url.replace(/Signature=./, (match) => (match.endsWith('A') ? 'Signature=B' : 'Signature=A')),
      url.replace(/Policy=.{10}/, 'Policy=AAAAAAAAAA'),
      url.replace('Key-Pair-Id=KEDGE', 'Key-Pair-Id=KOTHER'),
      url.replace(stand.keyBase, 'u/01JDA0000000000000000000AA/another-picture'),
      await signed('original', { at: Date.now() / 1000 - 86_400 }),
      await signed('original', { address: '203.0.113.7' }),
      await signed('not-there'),
      await signed('original', { keyBase: 'u/01JDA0000000000000000000AA/not-there' }),
      `${stand.config.CDN_URL}/`,
      `${stand.config.CDN_URL}/favicon.ico`,
    ];
    const answers = await Promise.all(wrong.map((each) => fetchFrom(each)));
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 403));
    const shown = answers.map(({ headers: { date: _, ...headers }, body }) =>
      JSON.stringify([headers, body.toString()]),
    );
    expect(new Set(shown).size).toBe(1);
    expect(answers[0]?.headers['cache-control']).toBe('no-store');
  });

  it('binds to the IPv4 address that asked, and takes either loopback family for the other', async () => {
    const bound = await signed('original', { address: '127.0.0.1' });
    const free = await signed('original', { address: '::1' });
    const overIpv6 = (url: string) => url.replace('127.0.0.1', '[::1]');
    const from = async (url: string, options: RequestOptions = {}) => (await fetchFrom(url, options)).status;
    expect(await from(bound)).toBe(200);
    expect(await from(overIpv6(bound))).toBe(200);
    expect(await from(bound, { localAddress: '127.0.0.2' })).toBe(403);
    expect(await from(free)).toBe(200);
    expect(await from(overIpv6(free))).toBe(200);
    expect(await from(free, { localAddress: '127.0.0.2' })).toBe(200);
  });

  it('believes no X-Forwarded-For of a viewer', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect((await fetchFrom(await signed('original', { address: '203.0.113.7' }), { headers })).status).toBe(
      403,
    );
    expect((await fetchFrom(await signed('original', { address: '127.0.0.1' }), { headers })).status).toBe(
      200,
    );
  });

  it('only reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, headers } = await fetchFrom(await signed('original'), { method });
      expect([status, headers.allow], method).toEqual([405, 'GET, HEAD']);
    }
  });

  it('tells whether it runs', async () => {
    const { status, body } = await fetchFrom(`${stand.config.CDN_URL}/healthz`);
    expect([status, body.toString()]).toEqual([200, 'ok\n']);
  });
});
