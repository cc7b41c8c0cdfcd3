import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DeleteBucketCommand } from '@aws-sdk/client-s3';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { allowedOrigins, type Config, readConfig } from '../config.ts';
import { type Deps, openDeps } from '../deps.ts';
import { prepareBucket } from '../platform/bucket.ts';
import { createLogger } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import type { Wire } from './wire.ts';

/** A corner of the real services of one's own: a migrated database, prefixes and perhaps a bucket. */
export type Place = {
  config: Config;
  /** The environment of `config`, for processes that work there too. */
  env: Record<string, string>;
  deps: Deps;
  /** Removes all of it. */
  close: () => Promise<void>;
};

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url));

/**
 * Makes a place on the services that MYSQL_URL and so on name.
 * @param options bucket makes the bucket too (a tenth of a second); env overrides the configuration; wires are opened
 * ones that the processes reach their services through, to be cut.
 */
export async function openPlace(
  services: Record<string, string | undefined>,
  options: { bucket?: boolean; env?: Record<string, string>; wires?: { mysql?: Wire; redis?: Wire } } = {},
): Promise<Place> {
  const name = `test-${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`;
  const database = name.replaceAll('-', '_');
  const server = services.MYSQL_URL;
  if (!server) throw new Error('MYSQL_URL and the other services: run this by its npm command, or set them.');
  const env = {
    ...servicesOf(services),
    MYSQL_URL: through(
      options.wires?.mysql,
      Object.assign(new URL(server), { pathname: `/${database}` }).href,
    ),
    REDIS_URL: through(options.wires?.redis, services.REDIS_URL ?? ''),
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
  return {
    config,
    env,
    deps,
    close: async () => {
      if (options.bucket) await removeBucket(deps);
      await deps.close();
      await removeKeys(config);
      await onServer(server, `drop database ${database}`);
    },
  };
}

/** The services' variables alone: nothing else of the developer's environment may change a test. */
function servicesOf(env: Record<string, string | undefined>): Record<string, string> {
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
