import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Consumer } from '../events/consumer.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { exiftool } from '../media/exiftool.ts';
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
import { quarters } from '../testing/media-files.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { removeLocations } from './remove-location.consumer.ts';

const harness = await openHarness({ bucket: true });
const { db, store } = harness.deps;
const temporary = await mkdtemp(join(tmpdir(), 'picup-location-'));
let member: AMember;
let album: AnAlbum;
let media: MediaPipeline;
let consumer: Consumer;
let photo: Buffer;

beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  media = await MediaPipeline.start(temporary);
  consumer = removeLocations({ ...harness.deps, media });
  photo = await quarters()
    .withExif({ IFD0: { Make: 'Pic-up' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' } })
    .jpeg()
    .toBuffer();
});
afterAll(async () => {
  await media.close();
  await rm(temporary, { recursive: true });
});

async function stored(bytes: Buffer, given: Partial<PictureRow> = {}): Promise<APicture> {
  const picture = await aPicture(harness, member, album, {
    state: 'READY',
    filename: '제주.jpg',
    byteSize: bytes.length,
    ...given,
  });
  const key = `${picture.keyBase}/original`;
  await store.put(key, bytes, 'image/jpeg');
  const etag = (await store.head(key))?.etag ?? '';
  await db.update(pictures).set({ etag }).where(eq(pictures.id, picture.pictureId));
  return picture;
}

const deliver = ({ pictureId }: APicture, failures = 0) =>
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

type Copy = { id: string; locationFreeDownload: { state: string; url: string | null } | null };
async function prepare(ids: string[], token = member.token): Promise<Copy[]> {
  const { prepareLocationFreeDownloads } = await harness.ask<{
    prepareLocationFreeDownloads: { pictures: Copy[] };
  }>(
    `mutation ($ids: [ID!]!) {
      prepareLocationFreeDownloads(input: { pictureIds: $ids }) { pictures { id locationFreeDownload { state url } } }
    }`,
    { ids },
    { token },
  );
  return prepareLocationFreeDownloads.pictures;
}
const copyOf = async ({ id }: APicture) =>
  (
    await harness.ask<{ picture: Copy & { url: string } }>(
      'query ($id: ID!) { picture(id: $id) { id url(download: true) locationFreeDownload { state url } } }',
      { id },
      { token: member.token },
    )
  ).picture;
const eventsOf = ({ pictureId }: APicture) =>
  db
    .select()
    .from(outboxEvents)
    .where(eq(outboxEvents.aggregate, `picture:${pictureId}`));

it('is a download of its own name that does not tell where the picture was taken', async () => {
  const picture = await stored(photo);
  expect((await copyOf(picture)).locationFreeDownload).toBeNull();
  expect(await prepare([picture.id])).toEqual([
    { id: picture.id, locationFreeDownload: { state: 'WAITING', url: null } },
  ]);
  await prepare([picture.id]);
  expect(await eventsOf(picture)).toMatchObject([{ type: 'picture.location-free-wanted' }]);
  await deliver(picture);
  const { url, locationFreeDownload } = await copyOf(picture);
  expect(locationFreeDownload).toEqual({
    state: 'READY',
    url: url.replace(`${picture.keyBase}/original`, `${picture.keyBase}/s1/original`),
  });
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(`${picture.keyBase}/s1/original`)) ?? []) chunks.push(chunk);
  const path = join(temporary, 'downloaded.jpg');
  await writeFile(path, Buffer.concat(chunks));
  const bench = { directory: temporary, signal: new AbortController().signal };
  expect((await exiftool(['-a', '-G1', '-s', '-gps*', path], bench)).stdout).toBe('');
  expect((await exiftool(['-s3', '-Make', path], bench)).stdout).toBe('Pic-up\n');
});

it('is the original of a picture that names no place', async () => {
  const picture = await stored(await quarters().jpeg().toBuffer());
  await prepare([picture.id]);
  await deliver(picture);
  const { url, locationFreeDownload } = await copyOf(picture);
  expect(locationFreeDownload).toEqual({ state: 'READY', url });
  expect(await store.head(`${picture.keyBase}/s1/original`)).toBeUndefined();
});

it('can be asked for again where it failed', async () => {
  const picture = await stored(photo);
  await prepare([picture.id]);
  await deliver(picture, 3);
  expect((await copyOf(picture)).locationFreeDownload).toEqual({ state: 'FAILED', url: null });
  expect(await prepare([picture.id])).toMatchObject([{ locationFreeDownload: { state: 'WAITING' } }]);
  await deliver(picture);
  expect((await copyOf(picture)).locationFreeDownload?.state).toBe('READY');
});

it('can be asked for again where it waits though the worker was told long ago', async () => {
  const picture = await stored(photo);
  const mine = eq(outboxEvents.aggregate, `picture:${picture.pictureId}`);
  await prepare([picture.id]);
  for (const [minutes, events] of [
    [14, 1],
    [16, 2],
  ]) {
    await db
      .update(outboxEvents)
      .set({ sentAt: sql`now(6) - interval ${minutes} minute` })
      .where(mine);
    await prepare([picture.id]);
    await prepare([picture.id]);
    expect(await eventsOf(picture)).toHaveLength(events ?? 0);
  }
});

it('is made for nobody but the owner, and of nothing that could not be read', async () => {
  const [picture, failed] = [await stored(photo), await stored(photo, { state: 'FAILED' })];
  const stranger = await aMember(harness);
  expect(await prepare([picture.id], stranger.token)).toEqual([]);
  expect(await prepare([failed.id, 'nonsense'])).toEqual([]);
  await deliver(picture);
  for (const untouched of [picture, failed]) {
    expect(await eventsOf(untouched)).toEqual([]);
    expect(await store.head(`${untouched.keyBase}/s1/original`)).toBeUndefined();
  }
});

it('goes with a picture that was deleted while it was made', async () => {
  const picture = await stored(photo);
  await prepare([picture.id]);
  const disarm = armFailpoint('locationFree.afterStore', async () => {
    await db.update(pictures).set({ lifecycle: 'DELETED' }).where(eq(pictures.id, picture.pictureId));
  });
  await deliver(picture);
  disarm();
  expect(await store.head(`${picture.keyBase}/s1/original`)).toBeUndefined();
});
