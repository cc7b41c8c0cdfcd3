import { ConfigError, readConfig } from '../../server/src/config.ts';
import { checkAmqp, checkBucket, checkMysql, checkRedis } from './check-services.ts';
import { allServices, type ServiceName } from './stack.ts';
import { Trouble } from './terminal.ts';

type Env = Record<string, string | undefined>;

/** The services that no variable points elsewhere: those are ours to start. */
export function privateServices(env: Env): ServiceName[] {
  const given: Record<ServiceName, boolean> = {
    MariaDB: Boolean(env.MYSQL_URL),
    Redis: Boolean(env.REDIS_URL),
    RabbitMQ: Boolean(env.AMQP_URL),
    'object storage': Boolean(env.S3_ENDPOINT || env.S3_BUCKET),
  };
  return allServices.filter((name) => !given[name]);
}

/**
 * Looks at every variable that was given, and tries every service that one of them points to.
 * @throws Trouble with one sentence for each thing that is wrong or missing.
 */
export async function checkGiven(env: Env): Promise<void> {
  const problems = [...wrongVariables(env), ...(await wrongServices(env))];
  if (problems.length > 0) throw new Trouble(problems.join('\n'));
}

// Stands in for what we shall provide ourselves, so that only what was given can be wrong.
const provided = {
  MYSQL_URL: 'mysql://picup@127.0.0.1/picup',
  REDIS_URL: 'redis://127.0.0.1',
  AMQP_URL: 'amqp://127.0.0.1',
  S3_BUCKET: 'picup',
  SESSION_SECRET: 'x'.repeat(32),
};

const ownCdn = { CDN_URL: 'http://127.0.0.1', CDN_KEY_PAIR_ID: 'K', CDN_PRIVATE_KEY: 'PEM' };

function wrongVariables(env: Env): string[] {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  try {
    readConfig({ ...provided, ...(given.CDN_URL ? {} : ownCdn), ...given });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
}

async function wrongServices(env: Env): Promise<string[]> {
  const checks = [
    env.MYSQL_URL ? checkMysql(env.MYSQL_URL) : undefined,
    env.REDIS_URL ? checkRedis(env.REDIS_URL) : undefined,
    env.AMQP_URL ? checkAmqp(env.AMQP_URL) : undefined,
    privateServices(env).includes('object storage') ? undefined : checkS3(env),
  ];
  return (await Promise.all(checks)).filter((sentence) => sentence !== undefined);
}

async function checkS3(env: Env): Promise<string | undefined> {
  if (!env.S3_BUCKET) return `S3_BUCKET: say which bucket to use at ${env.S3_ENDPOINT}.`;
  if (env.S3_ENDPOINT && !(env.S3_ACCESS_KEY_ID && env.S3_SECRET_ACCESS_KEY)) {
    return `S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: both are needed for ${env.S3_ENDPOINT}.`;
  }
  return checkBucket({
    endpoint: env.S3_ENDPOINT || undefined,
    region: env.S3_REGION || 'us-east-1',
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID || undefined,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY || undefined,
    forcePathStyle: env.S3_FORCE_PATH_STYLE !== 'false',
  });
}
