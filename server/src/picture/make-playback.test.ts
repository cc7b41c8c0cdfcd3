import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Consumer } from '../events/consumer.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { record } from '../events/outbox.ts';
import { MediaPipeline } from '../media/media-pipeline.ts';
import { armFailpoint } from '../platform/failpoints.ts';
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
import { video } from '../testing/media-files.ts';
import { makePlaybackCopies } from './make-playback.consumer.ts';
import { makeRenditions } from './make-renditions.consumer.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { restartStuckPictures } from './stuck-pictures.sweep.ts';

const harness = await openHarness({ bucket: true });
const { db, store } = harness.deps;

let member: AMember;
let album: AnAlbum;
let media: MediaPipeline;
let renditions: Consumer;
let playback: Consumer;
/** Browsers know its codec, and its index is at the end. */
let clip: Buffer;
const temporary = await mkdtemp(join(tmpdir(), 'picup-playback-'));
const undo: (() => void)[] = [];

beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  media = await MediaPipeline.start(temporary);
  renditions = makeRenditions({ ...harness.deps, media }, 1);
  playback = makePlaybackCopies({ ...harness.deps, media });
  clip = await video(
    ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10:d=1'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', 'a.mp4'],
  );
});
afterEach(() => {
  for (const action of undo.splice(0)) action();
});
afterAll(async () => {
  await media.close();
  await rm(temporary, { recursive: true });
});

/** A video whose bytes stand in the store. */
async function stored(given: Partial<PictureRow> = {}, bytes = clip): Promise<APicture> {
  const picture = await aPicture(harness, member, album, {
    state: 'READY',
    kind: 'VIDEO',
    contentType: 'video/mp4',
    playbackState: 'WAITING',
    byteSize: bytes.length,
    ...given,
  });
  const key = `${picture.keyBase}/original`;
  await store.put(key, bytes, 'video/mp4');
  const etag = (await store.head(key))?.etag ?? '';
  await db.update(pictures).set({ etag }).where(eq(pictures.id, picture.pictureId));
  return picture;
}

const deliver = (consumer: Consumer, { pictureId }: APicture, failures = 0) =>
  consumer.handle(
    db,
    {
      eventId: newId(),
      schemaVersion: 1,
      content: JSON.stringify({ pictureId, memberId: member.memberId }),
      failures,
    },
    AbortSignal.timeout(60_000),
  );

async function rowOf({ pictureId }: APicture): Promise<PictureRow> {
  const [row] = await db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (!row) throw new Error('The picture is gone.');
  return row;
}

async function keysOf({ keyBase }: APicture): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of store.list(`${keyBase}/`))
    keys.push(...page.map(({ key }) => key.slice(keyBase.length)));
  return keys.sort();
}

const eventsOf = ({ pictureId }: APicture) =>
  db
    .select({ type: outboxEvents.type })
    .from(outboxEvents)
    .where(eq(outboxEvents.aggregate, `picture:${pictureId}`));

it('is asked for with the thumbnails of a video that not every browser plays, and then made', async () => {
  const picture = await stored({ state: 'PROCESSING', playbackState: null });
  await deliver(renditions, picture);
  expect(await rowOf(picture)).toMatchObject({ state: 'READY', playbackState: 'WAITING' });
  expect(await eventsOf(picture)).toEqual([{ type: 'picture.playback-wanted' }]);
  await deliver(playback, picture);
  expect(await rowOf(picture)).toMatchObject({
    state: 'READY',
    playbackState: 'READY',
    playbackVersion: 1,
    playbackWidth: 320,
    playbackHeight: 180,
    byteSize: clip.length,
  });
  expect(await store.head(`${picture.keyBase}/p1/playback.mp4`)).toMatchObject({ contentType: 'video/mp4' });
});

it('is not asked for where the original plays everywhere', async () => {
  const plays = await video(
    ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10:d=1'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', 'a.mp4'],
  );
  const picture = await stored({ state: 'PROCESSING', playbackState: null }, plays);
  await deliver(renditions, picture);
  expect(await rowOf(picture)).toMatchObject({ state: 'READY', playbackState: null });
  expect(await eventsOf(picture)).toEqual([]);
  // Whoever asks all the same learns it again.
  await db.update(pictures).set({ playbackState: 'WAITING' }).where(eq(pictures.id, picture.pictureId));
  await deliver(playback, picture);
  expect(await rowOf(picture)).toMatchObject({ state: 'READY', playbackState: null, playbackVersion: null });
});

it('is the same once when it is made twice, also at once', async () => {
  const picture = await stored();
  await Promise.all([deliver(playback, picture), deliver(playback, picture)]);
  const first = await rowOf(picture);
  await deliver(playback, picture);
  expect(await rowOf(picture)).toEqual(first);
  expect(first.playbackState).toBe('READY');
  expect(await keysOf(picture)).toEqual(['/original', '/p1/playback.mp4']);
});

it('stays where it was finished while the renditions were made anew', async () => {
  const picture = await stored({ pipelineVersion: 0 });
  undo.push(armFailpoint('renditions.afterStore', () => deliver(playback, picture).then(() => undefined)));
  await deliver(renditions, picture);
  expect(await rowOf(picture)).toMatchObject({
    pipelineVersion: 1,
    playbackState: 'READY',
    playbackVersion: 1,
  });
});

it('that cannot be made leaves the picture READY', async () => {
  const damaged = await stored({}, clip.subarray(0, clip.length / 2));
  await deliver(playback, damaged);
  expect(await rowOf(damaged)).toMatchObject({ state: 'READY', playbackState: 'FAILED' });
  const unlucky = await stored();
  await deliver(playback, unlucky, 3);
  expect(await rowOf(unlucky)).toMatchObject({ state: 'READY', playbackState: 'FAILED' });
  for (const picture of [damaged, unlucky]) expect(await keysOf(picture)).toEqual(['/original']);
});

it('is given up at the third try where the store no longer has the original, also from its middle on', async () => {
  let reads = 0;
  const getRange: typeof store.getRange = async (key, range, signal) => {
    reads += 1;
    if (reads === 2) await store.removeKeys([key]);
    return store.getRange(key, range, signal);
  };
  const losing = makePlaybackCopies({ ...harness.deps, store: { ...store, getRange }, media });
  const picture = await stored();
  for (const failures of [0, 1])
    await expect(deliver(losing, picture, failures)).rejects.toMatchObject({ code: 'ORIGINAL_GONE' });
  expect(reads).toBeGreaterThan(2);
  await deliver(losing, picture, 2);
  expect(await rowOf(picture)).toMatchObject({ state: 'READY', playbackState: 'FAILED' });
});

it('leaves nothing behind of a picture that was deleted while it was made', async () => {
  const picture = await stored();
  undo.push(
    armFailpoint('playback.afterStore', async () => {
      await db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.id, picture.pictureId));
    }),
  );
  await deliver(playback, picture);
  expect(await rowOf(picture)).toMatchObject({ lifecycle: 'DELETED', playbackState: 'WAITING' });
  expect(await keysOf(picture)).toEqual(['/original']);
});

it('of an older recipe is kept until the newer one is there', async () => {
  const picture = await stored({
    playbackState: 'READY',
    playbackVersion: 0,
    playbackWidth: 2,
    playbackHeight: 2,
  });
  await deliver(playback, picture, 3);
  expect(await rowOf(picture)).toMatchObject({ playbackState: 'READY', playbackVersion: 0 });
  await deliver(playback, picture);
  expect(await rowOf(picture)).toMatchObject({
    playbackState: 'READY',
    playbackVersion: 1,
    playbackWidth: 320,
  });
});

it('is asked for again where it has waited for a day', async () => {
  const picture = await stored();
  const waitedFor = (minutes: number) =>
    db
      .update(pictures)
      .set({ createdAt: sql`now(6) - interval ${minutes} minute` })
      .where(eq(pictures.id, picture.pictureId));
  await waitedFor(23 * 60);
  await restartStuckPictures(harness.deps);
  expect(await eventsOf(picture)).toEqual([]);
  await waitedFor(25 * 60);
  // What else was asked of the picture does not count.
  await db.transact((tx) =>
    record(tx, {
      type: 'picture.location-free-wanted',
      aggregate: `picture:${picture.pictureId}`,
      payload: { pictureId: picture.pictureId, memberId: member.memberId },
    }),
  );
  await restartStuckPictures(harness.deps);
  await restartStuckPictures(harness.deps);
  expect(await eventsOf(picture)).toEqual([
    { type: 'picture.location-free-wanted' },
    { type: 'picture.playback-wanted' },
  ]);
});
