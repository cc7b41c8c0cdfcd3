import { expect, it } from 'vitest';
import { checkAmqp, checkBucket, checkMysql, checkRedis, type S3Settings } from './check-services.ts';

// Nobody listens there: the port is one of the first that only root may take.
const NOBODY = '127.0.0.1:9';

function real(name: string): URL {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the tests need the services that npm test starts.`);
  return new URL(value);
}

function changed(name: string, change: (url: URL) => void): string {
  const url = real(name);
  change(url);
  return url.href;
}

const bucket: S3Settings = {
  endpoint: process.env.S3_ENDPOINT,
  region: 'us-east-1',
  bucket: 'there-is-no-such-bucket',
  accessKeyId: process.env.S3_ACCESS_KEY_ID,
  secretAccessKey: process.env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: true,
};

it('finds nothing wrong with services that work', async () => {
  expect(await checkMysql(changed('MYSQL_URL', (url) => (url.pathname = '/mysql')))).toBeUndefined();
  expect(await checkRedis(real('REDIS_URL').href)).toBeUndefined();
  expect(await checkAmqp(real('AMQP_URL').href)).toBeUndefined();
});

it.each([
  ['MYSQL_URL', checkMysql, 'MySQL or MariaDB'],
  ['REDIS_URL', checkRedis, 'Redis'],
  ['AMQP_URL', checkAmqp, 'RabbitMQ'],
] as const)('says of %s that nothing answers there', async (name, check, what) => {
  const sentence = await check(changed(name, (url) => (url.host = NOBODY)));
  expect(sentence).toBe(`${name}: no ${what} answers at ${NOBODY} (ECONNREFUSED).`);
});

it.each([
  ['MYSQL_URL', checkMysql, /does not let "picup" in with this password/],
  ['REDIS_URL', checkRedis, /does not accept this user or password/],
  ['AMQP_URL', checkAmqp, /does not let "picup" in with this password/],
] as const)('says of %s that the password is wrong, without printing it', async (name, check, sentence) => {
  const said = await check(changed(name, (url) => (url.password = 'my-wrong-password')));
  expect(said).toMatch(sentence);
  expect(said).not.toContain('my-wrong-password');
});

it.each([
  ['MYSQL_URL', checkMysql],
  ['REDIS_URL', checkRedis],
  ['AMQP_URL', checkAmqp],
] as const)('shows what %s should look like where it is no address', async (name, check) => {
  expect(await check('localhost:3306 secret')).toMatch(
    new RegExp(`^${name}: this is not an address such as`),
  );
  expect(await check('localhost:3306 secret')).not.toContain('secret');
});

it('says which database is missing', async () => {
  const said = await checkMysql(changed('MYSQL_URL', (url) => (url.pathname = '/no_such_database')));
  expect(said).toMatch(/^MYSQL_URL: there is no database "no_such_database"/);
  expect(await checkMysql(changed('MYSQL_URL', (url) => (url.pathname = '/')))).toMatch(/names no database/);
});

it('says of a bucket that it is missing, that its keys are wrong, or that nobody answers', async () => {
  expect(await checkBucket(bucket)).toMatch(/^S3_BUCKET: there is no bucket "there-is-no-such-bucket"/);
  expect(await checkBucket({ ...bucket, secretAccessKey: 'wrong' })).toMatch(
    /^S3_ACCESS_KEY_ID.*does not accept/,
  );
  expect(await checkBucket({ ...bucket, endpoint: `http://${NOBODY}` })).toMatch(
    /^S3_ENDPOINT: no object storage/,
  );
});
