import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, expect } from 'vitest';
import { bundleLambda } from '../../bundle-lambda.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { idOf } from '../platform/ids.ts';
import { uploadTickets } from '../upload/upload.table.ts';
import { aMember, anAlbum } from './builders.ts';
import { openHarness } from './harness.ts';
import { LambdaProcess } from './lambda-process.ts';

const key = 'known to the two ends alone'.padEnd(32, '.');
/** What there is of a picture, below its key, when it is READY. */
export const whole = ['/original', '/r1/large.webp', '/r1/medium.webp', '/r1/small.webp'];

/** What the function answers where nothing has to come again. */
export const done = { result: { batchItemFailures: [] } };

/** An upload that was sent to the store. */
export type Upload = { ticketId: string; keyBase: string };

/**
 * The built function beside a harness that takes its reports, with a member who uploads. For the test file that calls it, at
 * its top; it is closed after the file's last test.
 */
export async function openLambdaStand() {
  const harness = await openHarness({
    bucket: true,
    env: { REPORT_KEYS: `${key},${'the one before'.padEnd(32, '.')}` },
  });
  const { db, store } = harness.deps;
  const folder = await mkdtemp(join(tmpdir(), 'picup-function-'));
  afterAll(() => rm(folder, { recursive: true }));

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

  await bundleLambda(folder, process.arch === 'arm64' ? 'arm64' : 'x64');
  /** Another instance of the function, some of its configuration changed. */
  const startFunction = (given: Record<string, string> = {}) =>
    LambdaProcess.start(folder, environment(given));
  const lambda = await startFunction();
  afterAll(() => lambda.close());
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const photo = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#c04020' } })
    .withExif({ IFD2: { DateTimeOriginal: '2024:06:01 10:20:30', OffsetTimeOriginal: '+09:00' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

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

  return {
    harness,
    lambda,
    startFunction,
    member,
    photo,
    upload,
    commit,
    rowOf,
    keysOf,
    record,
    originalOf,
    eventOf,
  };
}
