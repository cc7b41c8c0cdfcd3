import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { albums } from '../album/album.table.ts';
import { type AMember, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';

const harness = await openHarness({ env: { MAX_FILE_BYTES: '5000000' } });

const BY_HASH = 'query ($sha256: [String!]!) { picturesByHash(sha256: $sha256) { id album { id } } }';
const SIZES = 'query ($byteSizes: [ByteCount!]!) { knownSizes(byteSizes: $byteSizes) }';

const hashOf = (text: string) => createHash('sha256').update(text).digest();
const base64Of = (text: string) => hashOf(text).toString('base64');

async function found({ token }: AMember, texts: string[]) {
  const { picturesByHash } = await harness.ask<{
    picturesByHash: ({ id: string; album: { id: string } } | null)[];
  }>(BY_HASH, { sha256: texts.map(base64Of) }, { token });
  return picturesByHash;
}

async function sizes({ token }: AMember, byteSizes: number[]) {
  const { knownSizes } = await harness.ask<{ knownSizes: number[] }>(SIZES, { byteSizes }, { token });
  return knownSizes.sort((a, b) => a - b);
}

test('each hash is answered in order with the first picture that has these bytes', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const beach = await aPicture(harness, member, album, { sha256: hashOf('beach') });
  await aPicture(harness, member, album, { sha256: hashOf('beach') });
  const hill = await aPicture(harness, member, album, { sha256: hashOf('hill'), state: 'READY' });
  expect(await found(member, ['hill', 'sea', 'beach', 'hill'])).toEqual([
    { id: hill.id, album: { id: album.id } },
    null,
    { id: beach.id, album: { id: album.id } },
    { id: hill.id, album: { id: album.id } },
  ]);
  expect(await found(member, [])).toEqual([]);
});

test('what is somebody else’s, in the trash, failed or in a deleted album is not in the library', async () => {
  const [member, stranger] = [await aMember(harness), await aMember(harness)];
  const album = await anAlbum(harness, member);
  const gone = await anAlbum(harness, member);
  await aPicture(harness, stranger, await anAlbum(harness, stranger), { sha256: hashOf('theirs') });
  await aPicture(harness, member, album, { sha256: hashOf('trashed'), lifecycle: 'TRASHED' });
  await aPicture(harness, member, album, { sha256: hashOf('failed'), state: 'FAILED' });
  await aPicture(harness, member, gone, { sha256: hashOf('gone') });
  await harness.deps.db
    .update(albums)
    .set({ deletedAt: '2026-11-01 10:00:00.000000' })
    .where(eq(albums.id, gone.albumId));
  expect(await found(member, ['theirs', 'trashed', 'failed', 'gone'])).toEqual([null, null, null, null]);
});

test('a size is known where a picture that is shown has it', async () => {
  const [member, stranger] = [await aMember(harness), await aMember(harness)];
  const album = await anAlbum(harness, member);
  await aPicture(harness, member, album, { byteSize: 7_000 });
  await aPicture(harness, member, album, { byteSize: 7_000 });
  await aPicture(harness, member, album, { byteSize: 3 * 2 ** 32 });
  await aPicture(harness, member, album, { byteSize: 9_000, lifecycle: 'TRASHED' });
  await aPicture(harness, stranger, await anAlbum(harness, stranger), { byteSize: 8_000 });
  expect(await sizes(member, [1, 7_000, 8_000, 9_000, 3 * 2 ** 32])).toEqual([7_000, 3 * 2 ** 32]);
  expect(await sizes(member, [])).toEqual([]);
});

test('what is no SHA-256, or too much at once, is refused in words', async () => {
  const { token } = await aMember(harness);
  const ask = (sha256: string[]) => harness.api(BY_HASH, { sha256 }, { token });
  const right = base64Of('a');
  for (const wrong of ['', 'abc', hashOf('a').toString('hex'), `${right} `, right.replace('=', '')])
    expect((await ask([right, wrong])).codes, wrong).toEqual(['BAD_USER_INPUT']);
  expect((await ask(Array.from({ length: 101 }, () => right))).codes).toEqual(['BAD_USER_INPUT']);
  const byteSizes = Array.from({ length: 1_001 }, (_, index) => index);
  expect((await harness.api(SIZES, { byteSizes }, { token })).codes).toEqual(['BAD_USER_INPUT']);
  expect((await harness.api(BY_HASH, { sha256: [right] })).codes).toEqual(['UNAUTHENTICATED']);
  expect((await harness.api(SIZES, { byteSizes: [1] })).codes).toEqual(['UNAUTHENTICATED']);
});

test('the limits are the server’s own', async () => {
  const { token } = await aMember(harness);
  const ask = (sender: object) =>
    harness.api<{ uploadLimits: { maxFileBytes: number; acceptedTypes: string[] } }>(
      '{ uploadLimits { maxFileBytes acceptedTypes } }',
      {},
      sender,
    );
  const { data } = await ask({ token });
  expect(data?.uploadLimits.maxFileBytes).toBe(5_000_000);
  expect(data?.uploadLimits.acceptedTypes).toContain('image/heic');
  expect(data?.uploadLimits.acceptedTypes).toContain('video/quicktime');
  expect((await ask({})).codes).toEqual(['UNAUTHENTICATED']);
});
