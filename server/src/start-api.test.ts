import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { startApi } from './start-api.ts';
import { aMember, anAlbum } from './testing/builders.ts';
import { openHarness } from './testing/harness.ts';
import { until, Wire } from './testing/wire.ts';

const webRoot = await mkdtemp(join(tmpdir(), 'picup-web-'));
await mkdir(join(webRoot, 'assets'));
await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Pic-up</title>');
await writeFile(join(webRoot, 'assets/app-abc123.js'), 'export {};');
await writeFile(join(webRoot, 'sw.js'), '');
afterAll(() => rm(webRoot, { recursive: true }));

const mysql = new Wire(process.env.MYSQL_URL ?? '');
await mysql.open();
const redis = new Wire(process.env.REDIS_URL ?? '');
await redis.open();
const harness = await openHarness({ wires: { mysql, redis }, env: { WEB_ROOT: webRoot } });

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${harness.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
const codeOf = async (answer: Response) => {
  const text = await answer.text();
  expect(text).not.toMatch(/stacktrace|node_modules|\.ts:\d|at \w+ \(/);
  return /"code":"(\w+)"/.exec(text)?.[1];
};
const codeOfQuery = async (query: string, variables = {}) =>
  codeOf(await post(JSON.stringify({ query, variables })));

describe('an operation that fails', () => {
  it('has GraphQL’s own code where GraphQL refuses it', async () => {
    expect(await codeOfQuery('{ viewer { id')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOfQuery('{ viewer { nothing } }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOfQuery('query A { viewer { id } } query B { viewer { id } }')).toBe(
      'OPERATION_RESOLUTION_FAILURE',
    );
    expect(await codeOfQuery('query ($id: ID!) { node(id: $id) { id } }')).toBe('BAD_USER_INPUT');
    expect(await codeOfQuery('query ($n: Int) { albums(first: $n) { totalCount } }', { n: 1.5 })).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('is BAD_REQUEST where there is no operation in it', async () => {
    expect(await codeOf(await post(''))).toBe('BAD_REQUEST');
    expect(await codeOf(await post('{"query":'))).toBe('BAD_REQUEST');
    expect(await codeOf(await post('{}'))).toBe('BAD_REQUEST');
    expect(await codeOf(await post('[]'))).toBe('BAD_REQUEST');
    expect(await codeOf(await post('"x"'))).toBe('BAD_REQUEST');
    expect(await codeOf(await post(JSON.stringify([{ query: '{ viewer { id } }' }])))).toBe('BAD_REQUEST');
    expect(await codeOf(await post('{ viewer { id } }', { 'Content-Type': 'text/plain' }))).toBe(
      'BAD_REQUEST',
    );
    const hash = { extensions: { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } } };
    expect(await codeOf(await post(JSON.stringify(hash)))).toBe('BAD_REQUEST');
  });

  it('is refused unread where it is too long, too deep or too much', async () => {
    const long = await post(
      JSON.stringify({ query: '{ viewer { id } }', variables: { x: 'x'.repeat(600_000) } }),
    );
    expect([long.status, await codeOf(long)]).toEqual([413, 'BAD_REQUEST']);
    expect(await codeOfQuery(`{ viewer { ${'id '.repeat(6_000)} } }`)).toBe('QUERY_TOO_COMPLEX');
    // Deeper than the parser's stack, and still within the tokens it reads.
    expect(await codeOfQuery(`${'{a'.repeat(2_400)}${'}'.repeat(10)}`)).toBe('QUERY_TOO_COMPLEX');
    expect(
      await codeOfQuery('{ albums(first: 100) { nodes { pictures(first: 100) { nodes { url } } } } }'),
    ).toBe('QUERY_TOO_COMPLEX');
    expect(
      await codeOfQuery(
        'query ($n: Int) { albums(first: $n) { nodes { pictures(first: $n) { nodes { id } } } } }',
        { n: 100 },
      ),
    ).toBe('QUERY_TOO_COMPLEX');
  });

  it('hides what is our own fault behind a sentence', async () => {
    const member = await aMember(harness);
    await harness.deps.db.execute(sql`rename table albums to hidden`);
    const { errors } = await harness.api('{ albums { totalCount } }', {}, { token: member.token });
    await harness.deps.db.execute(sql`rename table hidden to albums`);
    expect(errors).toEqual([
      {
        code: 'INTERNAL_SERVER_ERROR',
        message: 'Something went wrong on our side. Please try again.',
        path: ['albums'],
      },
    ]);
  });

  it('takes a batch of 100 files with the longest names, also written out in the query', async () => {
    const member = await aMember(harness);
    const album = await anAlbum(harness, member);
    const file = {
      filename: '가'.repeat(255),
      contentType: 'image/jpeg',
      byteSize: 1,
      clientRef: 'x'.repeat(40),
      sha256: 'A'.repeat(44),
    };
    const files = Array.from({ length: 100 }, () => file);
    const literal = JSON.stringify(files).replaceAll(/"(\w+)":/g, '$1:');
    const query = `mutation { requestUploads(input: { albumId: "${album.id}", files: ${literal} }) { results { __typename } } }`;
    const reply = await harness.api<{ requestUploads: { results: object[] } }>(
      query,
      {},
      { token: member.token },
    );
    expect(reply.errors).toEqual([]);
    expect(reply.data?.requestUploads.results).toHaveLength(100);
  });
});

describe('the API', () => {
  it('tells other clients its schema', async () => {
    const data = await harness.ask<IntrospectionQuery>(getIntrospectionQuery());
    expect(buildClientSchema(data).getType('UploadTicket')).toBeDefined();
  });

  it('answers queries by GET only to those whom a browser lets ask across sites', async () => {
    const url = `${harness.url}/graphql?query=${encodeURIComponent('{ viewer { id } }')}`;
    expect((await fetch(url)).status).toBe(400);
    const asked = await fetch(url, { headers: { 'Apollo-Require-Preflight': '1' } });
    expect(await asked.json()).toEqual({ data: { viewer: null } });
    const mutation = `${harness.url}/graphql?query=${encodeURIComponent('mutation { signOut { signedOut } }')}`;
    expect((await fetch(mutation, { headers: { 'Apollo-Require-Preflight': '1' } })).status).toBe(405);
  });

  it('listens on both families where it is not told otherwise', async () => {
    const everywhere = await startApi(harness.deps, { port: 0 });
    const status = (host: string) =>
      new Promise((resolve, reject) =>
        request({ host, port: everywhere.port, path: '/healthz' }, ({ statusCode }) => resolve(statusCode))
          .on('error', reject)
          .end(),
      );
    expect([await status('127.0.0.1'), await status('::1')]).toEqual([200, 200]);
    await everywhere.close();
  });

  it('lets a request finish before it stops, and takes no new one', async () => {
    const member = await aMember(harness);
    const leaving = await startApi(harness.deps, { port: 0, host: '127.0.0.1' });
    const url = `http://127.0.0.1:${leaving.port}/graphql`;
    const ask = () =>
      fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${member.token}` },
        body: JSON.stringify({ query: '{ albums { totalCount } }' }),
      });
    // Holds the request in the database until the drain has begun.
    const holder = await harness.deps.db.pool.getConnection();
    await holder.query('lock tables albums write');
    const pending = ask();
    await until(async () => {
      const [rows] = await holder.query<[]>('show processlist');
      return JSON.stringify(rows).includes('metadata lock');
    });
    const closed = leaving.close();
    await until(() =>
      ask().then(
        () => false,
        () => true,
      ),
    );
    await holder.query('unlock tables');
    holder.release();
    expect(await (await pending).json()).toEqual({ data: { albums: { totalCount: 0 } } });
    await closed;
  });
});

describe('the database', () => {
  it('being away is UNAVAILABLE, and over by itself when it is back', async () => {
    const member = await aMember(harness);
    const ask = () => harness.api('{ albums { totalCount } }', {}, { token: member.token });
    const signIn = () =>
      harness.api('mutation ($input: SignInInput!) { signIn(input: $input) { member { id } } }', {
        input: { username: member.username, password: member.password, transport: 'TOKEN' },
      });
    expect((await ask()).errors).toEqual([]);
    await mysql.cut();
    for (const one of [ask, signIn, ask]) {
      const { errors, headers } = await one();
      expect(errors).toMatchObject([{ code: 'UNAVAILABLE', retryAfter: expect.any(Number) }]);
      expect(headers.get('retry-after')).toBe(String(errors[0]?.retryAfter));
      expect(JSON.stringify(errors)).not.toMatch(/ECONN|select|mysql/i);
    }
    expect((await fetch(`${harness.url}/healthz`)).status).toBe(503);
    await mysql.open();
    await until(async () => (await ask()).errors.length === 0);
    expect((await fetch(`${harness.url}/healthz`)).status).toBe(200);
  });

  it('dropping every connection costs at most the requests on them', async () => {
    const member = await aMember(harness);
    const ask = () => harness.api('{ albums { totalCount } }', {}, { token: member.token });
    await Promise.all(Array.from({ length: 20 }, ask));
    mysql.breakAll();
    await until(async () => (await ask()).errors.length === 0);
    expect((await Promise.all(Array.from({ length: 20 }, ask))).flatMap(({ codes }) => codes)).toEqual([]);
  });
});

it('goes on without Redis, and with it again when it is back', async () => {
  await redis.cut();
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 5 };
  const query =
    'mutation ($input: RequestUploadsInput!) { requestUploads(input: $input) { storage { reservedBytes } } }';
  const variables = { input: { albumId: album.id, files: [file] } };
  const reply = await harness.api(query, variables, { token: member.token });
  expect(reply).toMatchObject({ errors: [], data: { requestUploads: { storage: { reservedBytes: 5 } } } });
  await redis.open();
  await until(() => harness.deps.redis.status === 'ready');
  expect((await harness.api(query, variables, { token: member.token })).errors).toEqual([]);
});

it('lets no cache keep an answer', async () => {
  expect((await post(JSON.stringify({ query: '{ viewer { id } }' }))).headers.get('cache-control')).toBe(
    'no-store',
  );
});

it('sends long answers compressed to who takes that', async () => {
  const body = JSON.stringify({ query: '{ __schema { types { name description } } }' });
  const encodingFor = async (accepted: string) => {
    const headers = { 'Content-Type': 'application/json', 'Accept-Encoding': accepted };
    const response = await fetch(`${harness.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toHaveProperty('data.__schema.types');
    return response.headers.get('content-encoding');
  };
  expect([await encodingFor('br, gzip'), await encodingFor('gzip'), await encodingFor('identity')]).toEqual([
    'br',
    'gzip',
    null,
  ]);
});

describe('the web app', () => {
  it('keeps hashed files for ever and asks anew for the page', async () => {
    const script = await fetch(`${harness.url}/assets/app-abc123.js`);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    const page = await fetch(`${harness.url}/`);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('link')).toBe('<http://127.0.0.1:9>; rel=preconnect');
    expect(script.headers.get('link')).toBeNull();
    expect(await page.text()).toContain('Pic-up');
    const worker = await fetch(`${harness.url}/sw.js`);
    expect(worker.headers.get('cache-control')).toBe('no-cache');
    expect(worker.headers.get('content-type')).toMatch(/javascript/);
  });

  it('opens at every address of a person, and at no file that is missing', async () => {
    const page = await fetch(`${harness.url}/albums/QWxidW0`, { headers: { Accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>Pic-up</title>']);
    expect((await fetch(`${harness.url}/assets/app-gone.js`)).status).toBe(404);
    expect((await fetch(`${harness.url}/albums`, { method: 'POST' })).status).toBe(404);
    const outside = await fetch(`${harness.url}/..%2f..%2f..%2f..%2fetc/passwd`);
    expect(await outside.text()).not.toContain('root:');
  });

  it('says that a share could not be taken where the service worker is gone that takes it', async () => {
    const body = new FormData();
    body.append('files', new File(['bytes'], 'a.jpg', { type: 'image/jpeg' }));
    const { status, headers } = await fetch(`${harness.url}/share`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect([status, headers.get('location')]).toEqual([303, '/share?failed']);
  });

  it('loads from and talks to its own services alone, and cannot be framed', async () => {
    const { headers } = await fetch(`${harness.url}/`);
    const policy = headers.get('content-security-policy') ?? '';
    const store = new URL(harness.config.S3_ENDPOINT ?? '').origin;
    expect(policy).toContain(`connect-src 'self' http://127.0.0.1:9 ${store};`);
    expect(policy).toContain("img-src 'self' blob: data: http://127.0.0.1:9;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBe(null);
    expect((await post('{}')).headers.get('x-content-type-options')).toBe('nosniff');
  });
});
