import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Consumer } from '../events/consumer.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { MediaPipeline } from '../media/media-pipeline.ts';
import { newId } from '../platform/ids.ts';
import {
  type AMember,
  type AnAlbum,
  type APicture,
  aMember,
  anAlbum,
  aPicture,
} from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { quarters } from '../testing/media-files.ts';
import { makeRenditions } from './make-renditions.consumer.ts';
import { objectPurges } from './object-purge.table.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { type Reprocessing, reprocessPictures } from './reprocess-pictures.ts';

const harness = await openHarness({ bucket: true });
const { db, store } = harness.deps;
const temporary = await mkdtemp(join(tmpdir(), 'picup-reprocess-'));
let member: AMember;
let album: AnAlbum;
let media: MediaPipeline;
let consumer: Consumer;
let photo: Buffer;

beforeAll(async () => {
  media = await MediaPipeline.start(temporary);
  consumer = makeRenditions({ ...harness.deps, media }, 1);
  photo = await quarters().jpeg().toBuffer();
});
beforeEach(async () => {
  await db.delete(pictures);
  await db.delete(outboxEvents);
  member = await aMember(harness);
  album = await anAlbum(harness, member);
});
afterAll(async () => {
  await media.close();
  await rm(temporary, { recursive: true });
});

async function stored(bytes: Buffer, given: Partial<PictureRow>): Promise<APicture> {
  const picture = await aPicture(harness, member, album, { byteSize: bytes.length, ...given });
  const key = `${picture.keyBase}/original`;
  await store.put(key, bytes, 'image/jpeg');
  await store.put(`${picture.keyBase}/r0/small.webp`, Buffer.from('old'), 'image/webp');
  const etag = (await store.head(key))?.etag ?? '';
  await db.update(pictures).set({ etag }).where(eq(pictures.id, picture.pictureId));
  return picture;
}

const deliver = ({ pictureId }: APicture) =>
  consumer.handle(
    db,
    {
      eventId: newId(),
      schemaVersion: 1,
      content: JSON.stringify({ pictureId, memberId: member.memberId }),
      failures: 0,
    },
    AbortSignal.timeout(60_000),
  );

async function rowOf({ pictureId }: APicture): Promise<PictureRow> {
  const [row] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (!row) throw new Error('The picture is gone.');
  return row;
}

const noWait = async () => undefined;
const reprocess = (kind: Reprocessing, ids?: string[]) =>
  reprocessPictures({ db }, kind, { ids, batch: 2, room: noWait });
const askedFor = async (...some: APicture[]) => {
  const aggregates = some.map(({ pictureId }) => `picture:${pictureId}`);
  const rows = await db.select().from(outboxEvents).where(inArray(outboxEvents.aggregate, aggregates));
  return rows.map(({ type, aggregate }) => [aggregates.indexOf(aggregate), type]).sort();
};
const old = { state: 'READY', pipelineVersion: 0, width: 1, height: 1 } as const;

it('has pictures of an older version done again, which keep their thumbnails until the newer are there', async () => {
  const [first, second, third] = [
    await stored(photo, old),
    await stored(photo, old),
    await stored(photo, old),
  ];
  const newest = await stored(photo, { ...old, pipelineVersion: 1 });
  expect(await reprocess('older')).toBe(3);
  expect(await askedFor(first, second, third, newest)).toEqual([
    [0, 'picture.stored'],
    [1, 'picture.stored'],
    [2, 'picture.stored'],
  ]);
  expect(await rowOf(first)).toMatchObject(old);
  await deliver(first);
  expect(await rowOf(first)).toMatchObject({ state: 'READY', pipelineVersion: 1, width: 400 });
  expect(await store.head(`${first.keyBase}/r1/small.webp`)).toBeDefined();
  // URLs of the old ones are still out there, so they go later.
  expect(await store.head(`${first.keyBase}/r0/small.webp`)).toBeDefined();
  const [purge] = await db
    .select()
    .from(objectPurges)
    .where(eq(objectPurges.keyBase, `${first.keyBase}/r0`));
  const { CDN_WINDOW_SECONDS, CDN_MIN_LIFE_SECONDS } = harness.config;
  const hours = (Date.parse(`${purge?.purgeAfter.replace(' ', 'T')}Z`) - Date.now()) / 3_600_000;
  expect(hours).toBeCloseTo((CDN_WINDOW_SECONDS + CDN_MIN_LIFE_SECONDS) / 3_600, 0);
});

it('leaves a picture that the newer version cannot read as it was', async () => {
  const picture = await stored(photo.subarray(0, 400), old);
  await reprocess('older');
  await deliver(picture);
  expect(await rowOf(picture)).toMatchObject({ ...old, failureCode: null });
});

it('has failed pictures tried again', async () => {
  const failed = { state: 'FAILED', failureCode: 'DAMAGED', failureMessage: 'It was.' } as const;
  const [good, bad] = [await stored(photo, failed), await stored(Buffer.from('no picture'), failed)];
  expect(await reprocess('failed')).toBe(2);
  expect(await rowOf(good)).toMatchObject({ state: 'PROCESSING', failureCode: null });
  await deliver(good);
  await deliver(bad);
  expect(await rowOf(good)).toMatchObject({ state: 'READY', failureCode: null, failureMessage: null });
  expect(await rowOf(bad)).toMatchObject({ state: 'FAILED', failureCode: 'UNSUPPORTED_TYPE' });
});

it('has playback copies made again that failed or are of an older recipe', async () => {
  const video = { state: 'READY', kind: 'VIDEO', pipelineVersion: 1 } as const;
  const failed = await aPicture(harness, member, album, { ...video, playbackState: 'FAILED' });
  const older = await aPicture(harness, member, album, {
    ...video,
    playbackState: 'READY',
    playbackVersion: 0,
  });
  const newest = await aPicture(harness, member, album, {
    ...video,
    playbackState: 'READY',
    playbackVersion: 1,
  });
  expect(await reprocess('playback')).toBe(2);
  expect(await askedFor(failed, older, newest)).toEqual([
    [0, 'picture.playback-wanted'],
    [1, 'picture.playback-wanted'],
  ]);
  expect(await rowOf(failed)).toMatchObject({ playbackState: 'WAITING' });
  expect(await rowOf(older)).toMatchObject({ playbackState: 'READY', playbackVersion: 0 });
});

it('takes only the pictures it is given, and none that is deleted', async () => {
  const [one, other] = [await stored(photo, old), await stored(photo, old)];
  const gone = await stored(photo, { ...old, lifecycle: 'DELETED' });
  expect(await reprocess('older', [one.pictureId, gone.pictureId])).toBe(1);
  expect(await askedFor(one, other, gone)).toEqual([[0, 'picture.stored']]);
});

it('waits for room before each batch', async () => {
  for (let count = 0; count < 4; count += 1) await stored(photo, old);
  const outstanding: number[] = [];
  const room = async () => void outstanding.push((await db.select().from(outboxEvents)).length);
  await reprocessPictures({ db }, 'older', { batch: 2, room });
  expect(outstanding).toEqual([0, 2, 4].map((n) => n + (outstanding[0] ?? 0)));
});
