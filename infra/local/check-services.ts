import { HeadBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import amqp from 'amqplib';
import { Redis } from 'ioredis';
import mysql from 'mysql2/promise';

const PATIENCE_MS = 5_000;

/** Tries a MySQL or MariaDB address. @returns what is wrong in one sentence, or undefined when it works. */
export async function checkMysql(url: string): Promise<string | undefined> {
  const address = parse('MYSQL_URL', url, ['mysql:'], 'mysql://user:password@host:3306/database');
  if (typeof address === 'string') return address;
  const database = decodeURIComponent(address.pathname.slice(1));
  if (!database)
    return 'MYSQL_URL: it names no database; add one at its end, as in mysql://user:password@host:3306/picup.';
  try {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: PATIENCE_MS });
    await connection.end();
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    const user = decodeURIComponent(address.username);
    if (code === 'ER_ACCESS_DENIED_ERROR')
      return `MYSQL_URL: ${address.host} does not let "${user}" in with this password.`;
    if (code === 'ER_BAD_DB_ERROR')
      return `MYSQL_URL: there is no database "${database}" at ${address.host}; create it first.`;
    if (code === 'ER_DBACCESS_DENIED_ERROR')
      return `MYSQL_URL: "${user}" may not use the database "${database}" at ${address.host}.`;
    return silent('MYSQL_URL', 'MySQL or MariaDB', address, error);
  }
}

/** Tries a Redis address. @returns what is wrong in one sentence, or undefined when it works. */
export async function checkRedis(url: string): Promise<string | undefined> {
  const address = parse('REDIS_URL', url, ['redis:', 'rediss:'], 'redis://:password@host:6379');
  if (typeof address === 'string') return address;
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: PATIENCE_MS });
  let cause: unknown;
  redis.on('error', (error) => {
    cause = error;
  });
  try {
    await redis.connect();
    await redis.ping();
    return undefined;
  } catch (error) {
    if (/WRONGPASS|NOAUTH/.test(`${cause} ${error}`))
      return `REDIS_URL: ${address.host} does not accept this user or password.`;
    return silent('REDIS_URL', 'Redis', address, cause ?? error);
  } finally {
    redis.disconnect();
  }
}

/** Tries a RabbitMQ address. @returns what is wrong in one sentence, or undefined when it works. */
export async function checkAmqp(url: string): Promise<string | undefined> {
  const address = parse('AMQP_URL', url, ['amqp:', 'amqps:'], 'amqp://user:password@host:5672');
  if (typeof address === 'string') return address;
  try {
    const connection = await amqp.connect(url, { timeout: PATIENCE_MS });
    await connection.close();
    return undefined;
  } catch (error) {
    const said = String(error);
    const user = decodeURIComponent(address.username);
    if (/ACCESS_REFUSED/.test(said))
      return `AMQP_URL: ${address.host} does not let "${user}" in with this password.`;
    if (/NOT_ALLOWED|NOT_FOUND/.test(said))
      return `AMQP_URL: "${user}" may not use the virtual host of this address at ${address.host}.`;
    return silent('AMQP_URL', 'RabbitMQ', address, error);
  }
}

/** What an object storage is reached with. */
export type S3Settings = {
  /** AWS itself when it is undefined. */
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string | undefined;
  secretAccessKey: string | undefined;
  forcePathStyle: boolean;
};

/** Tries a bucket. @returns what is wrong in one sentence, or undefined when it works. */
export async function checkBucket(s3: S3Settings): Promise<string | undefined> {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle } = s3;
  const where = endpoint ?? `AWS in ${region}`;
  if (endpoint !== undefined) {
    const address = parse('S3_ENDPOINT', endpoint, ['http:', 'https:'], 'https://s3.example.com');
    if (typeof address === 'string') return address;
  }
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  const client = new S3Client({ endpoint, region, forcePathStyle, credentials, maxAttempts: 1 });
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), {
      abortSignal: AbortSignal.timeout(PATIENCE_MS),
    });
    return undefined;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404) return `S3_BUCKET: there is no bucket "${bucket}" at ${where}; create it first.`;
    if (status === 403) {
      return `S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: ${where} does not accept these keys for the bucket "${bucket}".`;
    }
    if (status === 301) return `S3_REGION: the bucket "${bucket}" is not in ${region}.`;
    if (codeOf(error) === 'CredentialsProviderError')
      return `S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: keys for ${where} are missing.`;
    return `S3_ENDPOINT: no object storage answers at ${where} (${codeOf(error)}).`;
  } finally {
    client.destroy();
  }
}

function parse(variable: string, value: string, protocols: string[], example: string): URL | string {
  const address = URL.parse(value);
  if (address && protocols.includes(address.protocol) && address.hostname) return address;
  // Not the value itself: it may hold a password.
  return `${variable}: this is not an address such as ${example}.`;
}

function silent(variable: string, what: string, address: URL, error: unknown): string {
  return `${variable}: no ${what} answers at ${address.host} (${codeOf(error)}).`;
}

/** The short name of an error, such as ECONNREFUSED. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string'
    ? error.code
    : error.name === 'Error'
      ? error.message
      : error.name;
}
