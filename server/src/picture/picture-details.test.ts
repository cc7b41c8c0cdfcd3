import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AMember, type AnAlbum, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { type PictureRow, pictures } from './picture.table.ts';

const harness = await openHarness();
let member: AMember;
let album: AnAlbum;
beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
});

const DETAILS = `query ($id: ID!) {
  picture(id: $id) {
    failure { code message }
    takenAtLocal takenAtOffsetMinutes
    playbackState playback { url width height }
    exif { cameraMake cameraModel lens exposureSeconds fNumber iso focalLength location { latitude longitude altitude } }
  }
}`;
type Details = {
  failure: { code: string; message: string } | null;
  takenAtLocal: string | null;
  takenAtOffsetMinutes: number | null;
  playbackState: string | null;
  playback: { url: string; width: number; height: number } | null;
  exif: object | null;
};
const shot = {
  make: 'Pic',
  model: 'Up 1',
  lens: null,
  exposureSeconds: 0.008,
  fNumber: 1.8,
  iso: 64,
  focalLength: 4.2,
  location: { latitude: 37.5, longitude: 127, altitude: 12 },
};

async function detailsOf(given: Partial<PictureRow>, token = member.token): Promise<Details | null> {
  const { id } = await aPicture(harness, member, album, given);
  return (await harness.ask<{ picture: Details | null }>(DETAILS, { id }, { token })).picture;
}

describe('what the camera wrote', () => {
  it('is shown to the owner of a READY picture, and to nobody else', async () => {
    expect((await detailsOf({ state: 'READY', exif: shot }))?.exif).toEqual({
      cameraMake: 'Pic',
      cameraModel: 'Up 1',
      lens: null,
      exposureSeconds: 0.008,
      fNumber: 1.8,
      iso: 64,
      focalLength: 4.2,
      location: { latitude: 37.5, longitude: 127, altitude: 12 },
    });
    const stranger = await aMember(harness);
    expect(await detailsOf({ state: 'READY', exif: shot }, stranger.token)).toBeNull();
  });

  it('is null where it wrote nothing, and before anybody has looked', async () => {
    const nothing = Object.fromEntries(Object.keys(shot).map((name) => [name, null]));
    expect((await detailsOf({ state: 'READY', exif: nothing }))?.exif).toBeNull();
    expect((await detailsOf({ state: 'READY', exif: null }))?.exif).toBeNull();
    expect((await detailsOf({ state: 'PROCESSING', exif: shot }))?.exif).toBeNull();
  });

  it('holds numbers that GraphQL can carry, whatever a file claims', async () => {
    const exif = { ...shot, iso: 4_000_000_000 };
    expect((await detailsOf({ state: 'READY', exif }))?.exif).toMatchObject({ iso: null, fNumber: 1.8 });
  });
});

it('tells when it was on the clock of who took it, beside the instant', async () => {
  const taken = { takenLocal: '2024-06-01T10:20:30.000', takenOffsetMinutes: -210 };
  expect(await detailsOf({ state: 'READY', ...taken })).toMatchObject({
    takenAtLocal: '2024-06-01T10:20:30.000',
    takenAtOffsetMinutes: -210,
  });
  expect(await detailsOf({ state: 'READY' })).toMatchObject({
    takenAtLocal: null,
    takenAtOffsetMinutes: null,
  });
});

it('tells why a picture is FAILED, and of no failure where it is not', async () => {
  const failure = { failureCode: 'DAMAGED', failureMessage: 'It is damaged.' } as const;
  expect((await detailsOf({ state: 'FAILED', ...failure }))?.failure).toEqual({
    code: 'DAMAGED',
    message: 'It is damaged.',
  });
  expect((await detailsOf({ state: 'READY', ...failure }))?.failure).toBeNull();
});

it('offers the playback copy under the picture’s own signature once it is there', async () => {
  const copy = {
    kind: 'VIDEO',
    state: 'READY',
    playbackVersion: 1,
    playbackWidth: 1920,
    playbackHeight: 1080,
  } as const;
  expect(await detailsOf({ ...copy, playbackState: 'WAITING' })).toMatchObject({
    playbackState: 'WAITING',
    playback: null,
  });
  const { id, keyBase, pictureId } = await aPicture(harness, member, album, {
    ...copy,
    playbackState: 'READY',
  });
  const ask = async () =>
    (
      await harness.ask<{ picture: Details & { url: string } }>(
        'query ($id: ID!) { picture(id: $id) { url playbackState playback { url width height } } }',
        { id },
        { token: member.token },
      )
    ).picture;
  const { url, playback } = await ask();
  expect(playback).toMatchObject({ width: 1920, height: 1080 });
  expect(playback?.url).toBe(url.replace(`${keyBase}/original`, `${keyBase}/p1/playback.mp4`));
  await harness.deps.db.update(pictures).set({ playbackState: 'FAILED' }).where(eq(pictures.id, pictureId));
  expect(await ask()).toMatchObject({ playbackState: 'FAILED', playback: null });
});
