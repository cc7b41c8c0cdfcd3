import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, inArray, sql } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Consumer } from '../events/consumer.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { MediaPipeline } from '../media/media-pipeline.ts';
import { toAppError } from '../platform/errors.ts';
import { armFailpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { openObjectStore } from '../platform/object-store.ts';
import { now } from '../platform/time.ts';
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
import { Wire } from '../testing/wire.ts';
import { makeRenditions } from './make-renditions.consumer.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { restartStuckPictures } from './stuck-pictures.sweep.ts';

const wire = new Wire(process.env.S3_ENDPOINT ?? '');
await wire.open();
// Hooks run last to first: the harness still needs the wire to clean up.
afterAll(() => wire.cut());
const harness = await openHarness({ bucket: true, env: { S3_ENDPOINT: `http://127.0.0.1:${wire.port}` } });
const { db, store } = harness.deps;

let member: AMember;
let album: AnAlbum;
let media: MediaPipeline;
let consumer: Consumer;
let photo: Buffer;
const temporary = await mkdtemp(join(tmpdir(), 'picup-renditions-'));
const undo: (() => void)[] = [];

beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  media = await MediaPipeline.start(temporary);
  consumer = makeRenditions({ ...harness.deps, media }, 1);
  // Lies on its side: shown, it is 400 wide and 600 high.
  photo = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#c04020' } })
    .withExif({
      IFD0: { Make: 'Pic-up' },
      IFD2: { DateTimeOriginal: '2024:06:01 10:20:30', OffsetTimeOriginal: '+09:00' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
});
afterEach(() => {
  for (const action of undo.splice(0)) action();
});
afterAll(async () => {
  await media.close();
  await rm(temporary, { recursive: true });
});

/** A picture just committed: its bytes stand in the store, its row waits. */
async function stored(bytes: Buffer, given: Partial<PictureRow> = {}): Promise<APicture> {
  const picture = await aPicture(harness, member, album, {
    state: 'PROCESSING',
    byteSize: bytes.length,
    ...given,
  });
  const key = `${picture.keyBase}/original`;
  await store.put(key, bytes, 'image/jpeg');
  const etag = (await store.head(key))?.etag ?? '';
  await db.update(pictures).set({ etag }).where(eq(pictures.id, picture.pictureId));
  return picture;
}

const deliver = ({ pictureId }: APicture, failures = 0, by = consumer) =>
  by.handle(
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

const whole = ['/original', '/r1/large.webp', '/r1/medium.webp', '/r1/small.webp'];

it('makes a stored picture READY with its facts and three upright renditions', async () => {
  const picture = await stored(photo, { contentType: 'image/png' });
  await deliver(picture);
  expect(await rowOf(picture)).toMatchObject({
    state: 'READY',
    kind: 'IMAGE',
    contentType: 'image/jpeg',
    width: 400,
    height: 600,
    durationSeconds: null,
    takenAt: '2024-06-01 01:20:30.000000',
    sortAt: '2024-06-01 01:20:30.000000',
    takenOffsetMinutes: 540,
    pipelineVersion: 1,
    sha256: createHash('sha256').update(photo).digest(),
  });
  expect(await keysOf(picture)).toEqual(whole);
  const head = await store.head(`${picture.keyBase}/r1/small.webp`);
  expect(head?.contentType).toBe('image/webp');
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(`${picture.keyBase}/r1/small.webp`)) ?? []) chunks.push(chunk);
  expect(await sharp(Buffer.concat(chunks)).metadata()).toMatchObject({
    format: 'webp',
    width: 213,
    height: 320,
  });
});

it("keeps the uploader's date where the file has none of its own, and else the file's", async () => {
  const undated = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#204060' } })
    .png()
    .toBuffer();
  const takenAt = '2019-08-03 14:05:06.000000';
  const [without, dated] = [await stored(undated, { takenAt }), await stored(photo, { takenAt })];
  await deliver(without);
  await deliver(dated);
  expect(await rowOf(without)).toMatchObject({
    takenAt,
    sortAt: takenAt,
    localAt: takenAt,
    takenLocal: null,
  });
  const own = '2024-06-01 01:20:30.000000';
  expect(await rowOf(dated)).toMatchObject({ takenAt: own, sortAt: own });
});

it('does the same picture twice, also at once, with one result', async () => {
  const picture = await stored(photo);
  await Promise.all([deliver(picture), deliver(picture)]);
  const first = await rowOf(picture);
  await deliver(picture);
  expect(await rowOf(picture)).toEqual(first);
  expect(first.state).toBe('READY');
  expect(await keysOf(picture)).toEqual(whole);
});

it('never makes other bytes than those announced READY', async () => {
  const announced = createHash('sha256').update('something else').digest();
  const [good, bad] = [
    await stored(photo, { sha256: announced }),
    await stored(Buffer.from('text'), { sha256: announced }),
  ];
  await deliver(good);
  await deliver(bad);
  for (const picture of [good, bad]) {
    expect(await rowOf(picture)).toMatchObject({ state: 'FAILED', failureCode: 'CHECKSUM_MISMATCH' });
    expect(await keysOf(picture)).toEqual(['/original']);
  }
  const right = await stored(photo, { sha256: createHash('sha256').update(photo).digest() });
  await deliver(right);
  expect(await rowOf(right)).toMatchObject({ state: 'READY' });
});

it('keeps the checksum of a video that came without one, so that it is recognised', async () => {
  const film = await video(['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1'], ['film.mp4']);
  const picture = await stored(film, { kind: 'VIDEO', contentType: 'video/mp4' });
  await deliver(picture);
  const sha256 = createHash('sha256').update(film).digest();
  expect(await rowOf(picture)).toMatchObject({ state: 'READY', kind: 'VIDEO', sha256 });
});

it('makes a file that is none FAILED with a sentence, and keeps its bytes', async () => {
  const picture = await stored(Buffer.from('<html>no picture</html>'));
  await deliver(picture);
  const row = await rowOf(picture);
  expect(row).toMatchObject({ state: 'FAILED', failureCode: 'UNSUPPORTED_TYPE', width: null });
  expect(row.failureMessage).toMatch(/^This is not a kind of photo/);
  expect(await keysOf(picture)).toEqual(['/original']);
});

it('gives a picture up after three tries that nobody foresaw the end of, and says that the fault is ours', async () => {
  const picture = await stored(photo);
  await deliver(picture, 3);
  expect(await rowOf(picture)).toMatchObject({ state: 'FAILED', failureCode: 'NOT_PROCESSED' });
  expect(await keysOf(picture)).toEqual(['/original']);
});

it('counts a try that ran out of its time against the file, and gives it up at the third', async () => {
  const hasty = await MediaPipeline.start(join(temporary, 'hasty'), { fileMs: 1 });
  undo.push(() => void hasty.close());
  const impatient = makeRenditions({ ...harness.deps, media: hasty }, 1);
  const picture = await stored(photo);
  const failure: unknown = await deliver(picture, 0, impatient).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'TIMEOUT' });
  // A service that is away is waited for without counting; a file that takes too long must not be taken for one.
  expect(toAppError(failure)).toBeUndefined();
  await deliver(picture, 2, impatient);
  expect(await rowOf(picture)).toMatchObject({ state: 'FAILED', failureCode: 'TIMEOUT' });
});

it('gives a picture up whose bytes the store no longer has, at the third try, and tries it no more', async () => {
  const film = await video(['-f', 'lavfi', '-i', 'testsrc2=s=64x48:d=1'], ['gone.mp4']);
  const announced = createHash('sha256').update(photo).digest();
  const removed = [
    await stored(photo),
    await stored(photo, { sha256: announced }),
    await stored(film, { kind: 'VIDEO', contentType: 'video/mp4' }),
  ];
  await store.removeKeys(removed.map(({ keyBase }) => `${keyBase}/original`));
  const replaced = await stored(photo, { sha256: announced });
  await store.put(`${replaced.keyBase}/original`, Buffer.from('other bytes'), 'image/jpeg');
  for (const picture of [...removed, replaced]) {
    for (const failures of [0, 1]) {
      const failure: unknown = await deliver(picture, failures).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'ORIGINAL_GONE' });
      // A service that is away is waited for without counting.
      expect(toAppError(failure)).toBeUndefined();
    }
    expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
    await deliver(picture, 2);
    expect(await rowOf(picture)).toMatchObject({ state: 'FAILED', failureCode: 'ORIGINAL_GONE' });
  }
  const age = { createdAt: sql`now(6) - interval 2 hour` };
  const ids = [...removed, replaced].map(({ pictureId }) => pictureId);
  await db.update(pictures).set(age).where(inArray(pictures.id, ids));
  expect(await restartStuckPictures(harness.deps)).toBe(0);
  const { values } = await harness.deps.metrics
    .counter('pictures_failed_total', 'Pictures whose file could not be read', ['code'])
    .get();
  expect(values).toContainEqual(expect.objectContaining({ labels: { code: 'ORIGINAL_GONE' }, value: 4 }));
});

it('waits for a bucket that is not there: its store says nothing of the picture', async () => {
  const picture = await stored(photo);
  const elsewhere = openObjectStore({ ...harness.config, S3_BUCKET: `${harness.config.S3_BUCKET}-none` });
  undo.push(() => elsewhere.close());
  const misled = makeRenditions({ ...harness.deps, store: elsewhere, media }, 1);
  await expect(deliver(picture, 2, misled)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING' });
});

it('leaves a picture as it is while the store is away, and makes it READY when it is back', async () => {
  const picture = await stored(photo);
  await wire.cut();
  await expect(deliver(picture)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await rowOf(picture)).toMatchObject({ state: 'PROCESSING', failureCode: null });
  await wire.open();
  await deliver(picture, 2);
  expect(await rowOf(picture)).toMatchObject({ state: 'READY' });
});

it('leaves no rendition behind of a picture that was deleted while they were made', async () => {
  const picture = await stored(photo);
  undo.push(
    armFailpoint('renditions.afterStore', async () => {
      await db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.id, picture.pictureId));
    }),
  );
  await deliver(picture);
  expect(await rowOf(picture)).toMatchObject({ lifecycle: 'DELETED', state: 'PROCESSING' });
  expect(await keysOf(picture)).toEqual(['/original']);
});

it('makes a picture READY that is in the trash, or goes there meanwhile: it may come back', async () => {
  const trash = { lifecycle: 'TRASHED', trashedAt: now } as const;
  const [before, meanwhile] = [await stored(photo), await stored(photo)];
  await db.update(pictures).set(trash).where(eq(pictures.id, before.pictureId));
  await deliver(before);
  undo.push(
    armFailpoint('renditions.afterStore', async () => {
      await db.update(pictures).set(trash).where(eq(pictures.id, meanwhile.pictureId));
    }),
  );
  await deliver(meanwhile);
  for (const picture of [before, meanwhile]) {
    expect(await rowOf(picture)).toMatchObject({ lifecycle: 'TRASHED', state: 'READY', width: 400 });
    expect(await keysOf(picture)).toEqual(whole);
  }
});

it('does nothing for a picture that is gone', async () => {
  const picture = await stored(photo);
  await db.delete(pictures).where(eq(pictures.id, picture.pictureId));
  await deliver(picture);
  expect(await keysOf(picture)).toEqual(['/original']);
});

it('asks once an hour for the renditions of a picture that waits', async () => {
  const picture = await stored(photo);
  const events = () =>
    db
      .select()
      .from(outboxEvents)
      .where(eq(outboxEvents.aggregate, `picture:${picture.pictureId}`));
  await restartStuckPictures(harness.deps);
  expect(await events()).toEqual([]);
  await db
    .update(pictures)
    .set({ createdAt: sql`now(6) - interval 61 minute` })
    .where(eq(pictures.id, picture.pictureId));
  expect(await restartStuckPictures(harness.deps)).toBe(1);
  expect(await restartStuckPictures(harness.deps)).toBe(0);
  expect(await events()).toMatchObject([{ type: 'picture.stored', sentAt: null }]);
  await db.update(outboxEvents).set({ sentAt: sql`now(6) - interval 61 minute` });
  expect(await restartStuckPictures(harness.deps)).toBe(1);
});

it('leaves a young picture to Lambda where there is one, and takes what that left over', async () => {
  const config = { ...harness.config, LAMBDA_GRACE_SECONDS: 60 };
  const patient = makeRenditions({ ...harness.deps, config, media }, 1);
  const [young, left] = [await stored(photo), await stored(photo)];
  const age = sql`now(6) - interval 61 second`;
  await db.update(pictures).set({ createdAt: age }).where(eq(pictures.id, left.pictureId));
  for (const picture of [young, left]) await deliver(picture, 0, patient);
  expect([await rowOf(young), await rowOf(left)]).toMatchObject([
    { state: 'PROCESSING' },
    { state: 'READY' },
  ]);
  expect(await restartStuckPictures({ ...harness.deps, config })).toBe(0);
  await db.update(pictures).set({ createdAt: age }).where(eq(pictures.id, young.pictureId));
  expect(await restartStuckPictures({ ...harness.deps, config })).toBe(1);
});
