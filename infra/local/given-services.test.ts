import { expect, it } from 'vitest';
import { checkGiven, privateServices } from './given-services.ts';

it('starts a service of its own for each that no variable points elsewhere', () => {
  expect(privateServices({})).toEqual(['MariaDB', 'Redis', 'RabbitMQ', 'object storage']);
  expect(privateServices({ MYSQL_URL: 'mysql://db/picup', S3_BUCKET: 'pictures' })).toEqual([
    'Redis',
    'RabbitMQ',
  ]);
  expect(privateServices({ REDIS_URL: '' })).toContain('Redis');
});

it('finds nothing wrong where nothing is given', async () => {
  await expect(checkGiven({})).resolves.toBeUndefined();
});

it('says everything that is wrong at once, one sentence each', async () => {
  const given = {
    PORT: 'ninety',
    MYSQL_URL: 'mysql://picup@127.0.0.1:9/picup',
    AMQP_URL: 'amqp://127.0.0.1:9',
    S3_ENDPOINT: 'http://127.0.0.1:9',
    S3_BUCKET: 'pictures',
  };
  const wrong = await checkGiven(given).catch((error: Error) => error.message.split('\n'));
  expect(wrong).toHaveLength(4);
  for (const name of ['PORT', 'MYSQL_URL', 'AMQP_URL', 'S3_ACCESS_KEY_ID']) {
    expect(wrong).toContainEqual(expect.stringMatching(new RegExp(`^${name}\\b.*\\.$`)));
  }
});

it('asks for the bucket of a given endpoint, and for the key of a given delivery network', async () => {
  await expect(checkGiven({ S3_ENDPOINT: 'http://127.0.0.1:9' })).rejects.toThrow(/^S3_BUCKET: /m);
  await expect(checkGiven({ CDN_URL: 'https://cdn.example.com' })).rejects.toThrow(/^CDN_KEY_PAIR_ID: /m);
});
