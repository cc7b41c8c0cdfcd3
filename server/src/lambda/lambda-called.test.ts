import { createServer } from 'node:http';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, it } from 'vitest';
import { done, openLambdaStand, whole } from '../testing/lambda-stand.ts';
import { portOf, until } from '../testing/wire.ts';

const stand = await openLambdaStand();
const { harness, lambda, photo, upload, commit, rowOf, keysOf } = stand;
const { store } = harness.deps;

it('is called by the store itself when an upload arrives, and never by what it stores', async () => {
  const { S3_ENDPOINT, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = harness.config;
  const told: string[] = [];
  // What Lambda does with S3's events, between the store here and the function.
  const shim = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end();
    const event = JSON.parse(Buffer.concat(chunks).toString());
    told.push(...event.Records.map((each: ReturnType<typeof stand.record>) => each.s3.object.key));
    await lambda.invoke(event);
  });
  await new Promise<void>((resolve) => shim.listen(0, '127.0.0.1', resolve));
  const sns = new SNSClient({
    endpoint: S3_ENDPOINT,
    region: 'default',
    credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
  });
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({
      Name: store.bucket,
      Attributes: { 'push-endpoint': `http://127.0.0.1:${portOf(shim)}`, persistent: 'false' },
    }),
  );
  await store.client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: store.bucket,
      NotificationConfiguration: {
        TopicConfigurations: [{ Id: 'originals', TopicArn, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
  const [early, late] = [await upload(photo), await upload(photo)];
  await commit(late);
  await until(async () => (await rowOf(late)).state === 'READY', 20_000);
  await until(async () => (await keysOf(early)).length === whole.length, 20_000);
  expect(await commit(early)).toMatchObject({ state: 'READY' });
  // The renditions were told of too. The function has dealt with all of it once it answers again, and stored nothing more.
  await until(() => told.length >= 2 * whole.length, 20_000);
  expect(await lambda.invoke({})).toEqual(done);
  expect(told).toHaveLength(2 * whole.length);
  expect((await keysOf(early)).concat(await keysOf(late))).toEqual([...whole, ...whole]);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  sns.destroy();
  await new Promise((resolve) => shim.close(resolve));
});
