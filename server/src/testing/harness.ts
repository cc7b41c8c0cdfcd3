import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { parseSetCookie } from 'cookie';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { afterAll } from 'vitest';
import { allowedOrigins, type Config, readConfig } from '../config.ts';
import { type Deps, openDeps } from '../deps.ts';
import { prepareBucket } from '../platform/bucket.ts';
import { createLogger } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { startApi } from '../start-api.ts';
import type { Wire } from './wire.ts';

/** Who sends an operation: without a token and cookies, a visitor. */
export type Sender = {
  token?: string;
  /** A Cookie header. */
  cookies?: string;
  /** Where the operation seems to come from; without it, this machine. */
  address?: string;
  headers?: Record<string, string>;
};

/** One error of an answer, as the contract has it. */
type ReplyError = { message: string; path?: (string | number)[]; code: string; retryAfter?: number };

/** An answer of the API; data is what the query asked for, which only the test knows. */
export type Reply<T> = {
  data: T | null;
  errors: ReplyError[];
  /** The codes of the errors, in their order. */
  codes: string[];
  status: number;
  headers: Headers;
  /** The answer's cookies as a Cookie header. */
  cookies: string;
};

/** Pic-up on the real services, with a database, bucket and prefixes of its own that go when the test file ends. */
export type Harness = {
  config: Config;
  /** The environment of `config`, for processes that a test starts. */
  env: Record<string, string>;
  deps: Deps;
  /** The API's address, without /graphql. */
  url: string;
  /** Runs an operation over HTTP and answers whatever comes back. */
  api: <T>(query: string, variables?: object, sender?: Sender) => Promise<Reply<T>>;
  /** Runs an operation that must succeed. @throws Error with the answer's errors. */
  ask: <T>(query: string, variables?: object, sender?: Sender) => Promise<T>;
};

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url));

/**
 * Opens a harness for the test file that calls it, at its top; it is closed after the file's last test.
 * @param options bucket makes the bucket too (a tenth of a second); env overrides the configuration; wires are opened
 * ones that the processes reach their services through, for a test to cut.
 */
export async function openHarness(
  options: { bucket?: boolean; env?: Record<string, string>; wires?: { mysql?: Wire; redis?: Wire } } = {},
): Promise<Harness> {
  const name = `test-${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  const database = name.replaceAll('-', '_');
  const server = process.env.MYSQL_URL;
  if (!server) throw new Error('MYSQL_URL and the other services: run the tests by npm test, or set them.');
  const env = {
    ...servicesOf(process.env),
    MYSQL_URL: through(
      options.wires?.mysql,
      Object.assign(new URL(server), { pathname: `/${database}` }).href,
    ),
    REDIS_URL: through(options.wires?.redis, process.env.REDIS_URL ?? ''),
    REDIS_PREFIX: `${name}:`,
    AMQP_PREFIX: name,
    S3_BUCKET: name,
    CDN_URL: 'http://127.0.0.1:9',
    CDN_KEY_PAIR_ID: 'KTEST',
    CDN_PRIVATE_KEY: cdnKey(),
    SESSION_SECRET: randomBytes(24).toString('hex'),
    TRUSTED_PROXIES: '127.0.0.1, ::1',
    LOG_LEVEL: 'fatal',
    ...options.env,
  };
  const config = readConfig(env);
  await onServer(server, `create database ${database} character set utf8mb4 collate utf8mb4_unicode_ci`);
  await migrate(config.MYSQL_URL, migrations);
  const log = createLogger('test', config.LOG_LEVEL);
  const deps = openDeps(config, log);
  if (options.bucket) await prepareBucket(deps.store, allowedOrigins(config), log);
  const running = await startApi(deps, { port: 0, host: '127.0.0.1' });

  afterAll(async () => {
    await running.close();
    if (options.bucket) await removeBucket(deps);
    await deps.close();
    await removeKeys(config);
    await onServer(server, `drop database ${database}`);
  });

  const url = `http://127.0.0.1:${running.port}`;
  const api = <T>(query: string, variables?: object, sender?: Sender) =>
    send<T>(url, query, variables, sender);
  const ask = async <T>(query: string, variables?: object, sender?: Sender): Promise<T> => {
    const { data, errors } = await api<T>(query, variables, sender);
    if (errors.length > 0 || !data) throw new Error(`The API refused: ${JSON.stringify(errors)}`);
    return data;
  };
  return { config, env, deps, url, api, ask };
}

async function send<T>(url: string, query: string, variables = {}, sender: Sender = {}): Promise<Reply<T>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(sender.token && { Authorization: `Bearer ${sender.token}` }),
      ...(sender.cookies && { Cookie: sender.cookies }),
      ...(sender.address && { 'X-Forwarded-For': sender.address }),
      ...sender.headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  // JSON has no type: what the query asks for is what the test claims, and its expectations check.
  const answer = body as { data?: T | null; errors?: RawError[] };
  const errors = (answer.errors ?? []).map(({ message, path, extensions }) => ({
    message,
    path,
    ...extensions,
  }));
  return {
    data: answer.data ?? null,
    errors,
    codes: errors.map(({ code }) => code),
    status: response.status,
    headers: response.headers,
    cookies: response.headers
      .getSetCookie()
      .map((line) => parseSetCookie(line))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; '),
  };
}

type RawError = Omit<ReplyError, 'code' | 'retryAfter'> & {
  extensions: Pick<ReplyError, 'code' | 'retryAfter'>;
};

/** The services' variables alone: nothing else of the developer's environment may change a test. */
function servicesOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names =
    /^(MYSQL_URL|REDIS_URL|AMQP_URL|S3_(ENDPOINT|REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|FORCE_PATH_STYLE))$/;
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (names.test(name) && value ? [[name, value]] : [])),
  );
}

const through = (wire: Wire | undefined, url: string): string =>
  wire ? Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(wire.port) }).href : url;

const cdnKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

async function onServer(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

async function removeBucket({ store }: Deps): Promise<void> {
  for await (const page of store.list('')) await store.removeKeys(page.map(({ key }) => key));
  for await (const { key, multipartId } of store.listMultiparts(''))
    await store.abortMultipart(key, multipartId);
  await store.client.send(new DeleteBucketCommand({ Bucket: store.bucket }));
}

// Not openRedis: its short timeouts are the product's, and a busy test machine may take longer to clean up.
async function removeKeys(config: Config): Promise<void> {
  const redis = new Redis(config.REDIS_URL);
  try {
    for await (const keys of redis.scanStream({ match: `${config.REDIS_PREFIX}*`, count: 1_000 }))
      if (Array.isArray(keys) && keys.length > 0) await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}
