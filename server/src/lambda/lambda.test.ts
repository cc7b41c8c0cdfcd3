import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleLambda } from '../../bundle-lambda.ts';
import { MediaPipeline } from '../media/media-pipeline.ts';
import { makeRenditions } from '../picture/make-renditions.consumer.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { idOf, newId } from '../platform/ids.ts';
import { type AMember, type AnAlbum, aMember, anAlbum } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { LambdaProcess } from '../testing/lambda-process.ts';
import { video } from '../testing/media-files.ts';
import { portOf, until } from '../testing/wire.ts';
import { uploadTickets } from '../upload/upload.table.ts';

const key = 'known to the two ends alone'.padEnd(32, '.');
const harness = await openHarness({
  bucket: true,
  env: { REPORT_KEYS: `${key},${'the one before'.padEnd(32, '.')}` },
});
const { db, store } = harness.deps;

const folder = await mkdtemp(join(tmpdir(), 'picup-function-'));
let lambda: LambdaProcess;
let member: AMember;
let album: AnAlbum;
let photo: Buffer;

const environment = (given: Record<string, string> = {}) => ({
  API_URL: harness.url,
  REPORT_KEYS: key,
  LOG_LEVEL: 'silent',
  AWS_REGION: harness.config.S3_REGION,
  S3_ENDPOINT: harness.config.S3_ENDPOINT ?? '',
  S3_BUCKET: store.bucket,
  S3_ACCESS_KEY_ID: harness.config.S3_ACCESS_KEY_ID ?? '',
  S3_SECRET_ACCESS_KEY: harness.config.S3_SECRET_ACCESS_KEY ?? '',
  ...given,
});

beforeAll(async () => {
  await bundleLambda(folder, process.arch === 'arm64' ? 'arm64' : 'x64');
  lambda = await LambdaProcess.start(folder, environment());
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  photo = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#c04020' } })
    .withExif({ IFD2: { DateTimeOriginal: '2024:06:01 10:20:30', OffsetTimeOriginal: '+09:00' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  await lambda.close();
  await rm(folder, { recursive: true });
});

type Upload = { ticketId: string; keyBase: string };

/** Uploads bytes as a browser does, up to the commit. */
async function upload(bytes: Buffer, announced: { sha256?: string } = {}): Promise<Upload> {
  const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: bytes.length, ...announced };
  type Ticket = {
    id: string;
    transfer: { url: string; method: string; headers: { name: string; value: string }[] };
  };
  const { requestUploads } = await harness.ask<{ requestUploads: { results: Ticket[] } }>(
    `mutation ($albumId: ID!, $files: [UploadFileInput!]!) {
      requestUploads(input: { albumId: $albumId, files: $files }) {
        results {
          ... on UploadTicket { id transfer { ... on SinglePartUpload { url method headers { name value } } } }
        }
      }
    }`,
    { albumId: album.id, files: [file] },
    { token: member.token },
  );
  const [ticket] = requestUploads.results;
  if (!ticket) throw new Error('No ticket was given.');
  const { url, method, headers } = ticket.transfer;
  const body = new Uint8Array(bytes);
  const sent = await fetch(url, {
    method,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body,
  });
  expect(sent.status).toBe(200);
  const id = idOf('UploadTicket', ticket.id) ?? '';
  const [row] = await db.select().from(uploadTickets).where(eq(uploadTickets.id, id));
  return { ticketId: ticket.id, keyBase: row?.keyBase ?? '' };
}

async function commit({ ticketId }: Upload): Promise<{ id: string; state: string }> {
  const { commitUploads } = await harness.ask<{
    commitUploads: { results: { picture: { id: string; state: string } }[] };
  }>(
    `mutation ($id: ID!) {
      commitUploads(input: { ticketIds: [$id] }) { results { ... on CommittedUpload { picture { id state } } } }
    }`,
    { id: ticketId },
    { token: member.token },
  );
  const [result] = commitUploads.results;
  if (!result) throw new Error('Nothing was committed.');
  return result.picture;
}

async function rowOf({ keyBase }: Upload): Promise<PictureRow> {
  const [row] = await db.select().from(pictures).where(eq(pictures.keyBase, keyBase));
  if (!row) throw new Error('The picture is gone.');
  return row;
}

async function keysOf({ keyBase }: Upload): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of store.list(`${keyBase}/`))
    keys.push(...page.map((each) => each.key.slice(keyBase.length)));
  return keys.sort();
}
const whole = ['/original', '/r1/large.webp', '/r1/medium.webp', '/r1/small.webp'];

/** S3's own document about one stored object, as its documentation has it. */
const record = (objectKey: string, given: { eventName?: string; bucket?: string } = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-11-22T09:30:00.000Z',
  eventName: given.eventName ?? 'ObjectCreated:Put',
  userIdentity: { principalId: 'EXAMPLE' },
  requestParameters: { sourceIPAddress: '127.0.0.1' },
  responseElements: { 'x-amz-request-id': 'EXAMPLE123456789', 'x-amz-id-2': 'EXAMPLE123' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'originals',
    bucket: {
      name: given.bucket ?? store.bucket,
      ownerIdentity: { principalId: 'EXAMPLE' },
      arn: `arn:aws:s3:::${store.bucket}`,
    },
    object: {
      key: objectKey,
      size: 1024,
      eTag: 'd41d8cd98f00b204e9800998ecf8427e',
      sequencer: '0A1B2C3D4E5F678901',
    },
  },
});
const originalOf = ({ keyBase }: Upload) => `${keyBase}/original`;
const eventOf = (...uploads: Upload[]) => ({ Records: uploads.map((each) => record(originalOf(each))) });

const done = { result: { batchItemFailures: [] } };

describe('the function', () => {
  it('makes each picture of an event READY, once, whatever else stands in the event', async () => {
    const [one, other] = [await upload(photo), await upload(photo)];
    await commit(one);
    await commit(other);
    const event = {
      Records: [
        record(originalOf(one)),
        // As S3 writes what a form would not let through; and told twice.
        record(originalOf(one).replaceAll('/', '%2F')),
        record(originalOf(other), { eventName: 'ObjectCreated:CompleteMultipartUpload' }),
        record(`${one.keyBase}/r1/small.webp`),
        record(`${one.keyBase}/p1/playback.mp4`),
        record('u/something+else/%ED%95%9C%EA%B8%80.jpg'),
        record('%E0%A4%A'),
        record(originalOf(one), { eventName: 'ObjectRemoved:Delete' }),
      ],
    };
    expect(await lambda.invoke(event)).toEqual(done);
    const row = await rowOf(one);
    expect(row).toMatchObject({
      state: 'READY',
      width: 400,
      height: 600,
      takenAt: '2024-06-01 01:20:30.000000',
      takenOffsetMinutes: 540,
      pipelineVersion: 1,
      sha256: createHash('sha256').update(photo).digest(),
    });
    expect(await rowOf(other)).toMatchObject({ state: 'READY' });
    expect(await keysOf(one)).toEqual(whole);
    expect(await lambda.invoke(event)).toEqual(done);
    expect(await rowOf(one)).toEqual(row);
  });

  it('leaves to the commit what it made before it, and the commit ends it at once', async () => {
    const early = await upload(photo, { sha256: createHash('sha256').update(photo).digest('base64') });
    expect(await lambda.invoke(eventOf(early))).toEqual(done);
    expect(await commit(early)).toMatchObject({ state: 'READY' });
    expect(await rowOf(early)).toMatchObject({ state: 'READY', width: 400 });
    expect(await keysOf(early)).toEqual(whole);
  });

  it('comes to the same as a worker, also at the same time', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'picup-renditions-'));
    const media = await MediaPipeline.start(temporary);
    const worker = makeRenditions({ ...harness.deps, media }, 1);
    const byWorker = async (each: Upload) => {
      const { id: pictureId, memberId } = await rowOf(each);
      const content = JSON.stringify({ pictureId, memberId });
      const delivery = { eventId: newId(), schemaVersion: 1, content, failures: 0 };
      await worker.handle(db, delivery, AbortSignal.timeout(60_000));
    };
    const made = ({ id, ticketId, keyBase, createdAt, localAt, sortAt, ...rest }: PictureRow) => rest;
    for (const bytes of [photo, await video(['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1'], ['film.mp4'])]) {
      const [both, alone, lambdas] = [await upload(bytes), await upload(bytes), await upload(bytes)];
      for (const each of [both, alone, lambdas]) await commit(each);
      await Promise.all([byWorker(both), lambda.invoke(eventOf(both))]);
      await byWorker(alone);
      await lambda.invoke(eventOf(lambdas));
      expect(made(await rowOf(alone))).toMatchObject({ state: 'READY' });
      expect(made(await rowOf(lambdas))).toEqual(made(await rowOf(alone)));
      expect(made(await rowOf(both))).toEqual(made(await rowOf(alone)));
      expect(await keysOf(both)).toEqual(whole);
    }
    await media.close();
    await rm(temporary, { recursive: true });
  });

  it('tells of a file that is no picture, and of other bytes than announced, and leaves nothing of them', async () => {
    const announced = { sha256: createHash('sha256').update('something else').digest('base64') };
    const [text, wrong, wrongText] = [
      await upload(Buffer.from('<html>no picture</html>')),
      await upload(photo, announced),
      await upload(Buffer.from('text'), announced),
    ];
    for (const each of [text, wrong, wrongText]) await commit(each);
    expect(await lambda.invoke(eventOf(text, wrong, wrongText))).toEqual(done);
    expect(await rowOf(text)).toMatchObject({ state: 'FAILED', failureCode: 'UNSUPPORTED_TYPE' });
    for (const each of [wrong, wrongText])
      expect(await rowOf(each)).toMatchObject({ state: 'FAILED', failureCode: 'CHECKSUM_MISMATCH' });
    for (const each of [text, wrong, wrongText]) expect(await keysOf(each)).toEqual(['/original']);
  });

  it('leaves nothing of a picture that was deleted, and does nothing for an original that is gone', async () => {
    const deleted = await upload(photo);
    await commit(deleted);
    await db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.keyBase, deleted.keyBase));
    const never = { ticketId: '', keyBase: `u/${member.memberId}/AAAAAAAAAAAAAAAAAAAAAA` };
    expect(await lambda.invoke(eventOf(deleted, never))).toEqual(done);
    expect(await keysOf(deleted)).toEqual(['/original']);
    expect(await rowOf(deleted)).toMatchObject({ state: 'PROCESSING' });
  });

  it('has what it could not report come again: the whole event of S3, and of a queue the one message', async () => {
    const [one, other] = [await upload(photo), await upload(Buffer.from('no picture'))];
    for (const each of [one, other]) await commit(each);
    const message = (messageId: string, body: unknown) => ({
      messageId,
      eventSource: 'aws:sqs',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1' },
    });
    const queued = {
      Records: [
        message('one', eventOf(one)),
        message('test', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: store.bucket }),
      ],
    };
    const locked = await LambdaProcess.start(folder, environment({ REPORT_KEYS: 'x'.repeat(32) }));
    expect(await locked.invoke(queued)).toEqual({
      result: { batchItemFailures: [{ itemIdentifier: 'one' }] },
    });
    expect(await locked.invoke(eventOf(one, other))).toMatchObject({ error: expect.stringContaining('401') });
    await locked.close();
    expect(await rowOf(one)).toMatchObject({ state: 'PROCESSING' });
    expect(await lambda.invoke(queued)).toEqual(done);
    expect(await lambda.invoke(eventOf(one, other))).toEqual(done);
    expect(await rowOf(one)).toMatchObject({ state: 'READY' });
    expect(await rowOf(other)).toMatchObject({ state: 'FAILED' });
  });
});

it('is called by the store itself when an upload arrives, and never by what it stores', async () => {
  const { S3_ENDPOINT, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = harness.config;
  const told: string[] = [];
  // What Lambda does with S3's events, between the store here and the function.
  const shim = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end();
    const event = JSON.parse(Buffer.concat(chunks).toString());
    told.push(...event.Records.map((each: ReturnType<typeof record>) => each.s3.object.key));
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
