import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { albums } from '../album/album.table.ts';
import { type AMember, type AnAlbum, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { recountMember } from '../upload/recount-usage.sweep.ts';

const harness = await openHarness();
const { deps } = harness;

const MOVE = `mutation ($ids: [ID!]!, $to: ID!) {
  movePictures(input: { pictureIds: $ids, albumId: $to }) {
    pictures { id album { id } }
    album { id pictureCount cover { id } }
    sourceAlbums { id pictureCount cover { id } }
  }
}`;
type Counted = { id: string; pictureCount: number; cover: { id: string } | null };
type Moved = {
  movePictures: {
    pictures: { id: string; album: { id: string } }[];
    album: Counted;
    sourceAlbums: Counted[];
  };
};

const move = ({ token }: AMember, ids: string[], to: string) =>
  harness.api<Moved>(MOVE, { ids, to }, { token });

const chooseCover = ({ token }: AMember, albumId: string, coverPictureId: string) =>
  harness.ask(
    'mutation ($input: UpdateAlbumInput!) { updateAlbum(input: $input) { album { id } } }',
    { input: { albumId, coverPictureId } },
    { token },
  );

const exact = { usedBytes: 0, reservedBytes: 0, pictures: 0, albums: 0 };
const usedBy = async ({ token }: AMember) =>
  (
    await harness.ask<{ viewer: { storage: { usedBytes: number } } }>(
      '{ viewer { storage { usedBytes } } }',
      {},
      { token },
    )
  ).viewer.storage.usedBytes;

test('pictures of several albums go into another, and all counters and covers follow', async () => {
  const member = await aMember(harness);
  const [from, also, to] = [
    await anAlbum(harness, member),
    await anAlbum(harness, member),
    await anAlbum(harness, member),
  ];
  const stays = await aPicture(harness, member, from);
  const [one, two] = [await aPicture(harness, member, from), await aPicture(harness, member, also)];
  const there = await aPicture(harness, member, to);
  await chooseCover(member, from.id, one.id);
  const { data } = await move(member, [one.id, two.id, there.id, one.id, 'nonsense'], to.id);
  expect(data?.movePictures).toMatchObject({
    pictures: [one.id, two.id, there.id].map((id) => ({ id, album: { id: to.id } })),
    album: { id: to.id, pictureCount: 3, cover: { id: there.id } },
  });
  expect(new Set(data?.movePictures.sourceAlbums)).toEqual(
    new Set([
      { id: from.id, pictureCount: 1, cover: { id: stays.id } },
      { id: also.id, pictureCount: 0, cover: null },
    ]),
  );
  expect(await usedBy(member)).toBe(4_000);
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
  expect(await bytesOf(to)).toBe(3_000);

  // Back again, as undo does: the chosen cover is the cover again.
  const back = await move(member, [one.id], from.id);
  expect(back.data?.movePictures).toMatchObject({ album: { pictureCount: 2, cover: { id: one.id } } });
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

const bytesOf = async ({ albumId }: AnAlbum) =>
  (await deps.db.select().from(albums).where(eq(albums.id, albumId)))[0]?.storedBytes;

test('a repeat answers the same pictures, and several at once count once', async () => {
  const member = await aMember(harness);
  const [from, to] = [await anAlbum(harness, member), await anAlbum(harness, member)];
  const { id } = await aPicture(harness, member, from);
  const answers = await Promise.all([1, 2, 3].map(() => move(member, [id], to.id)));
  for (const { data } of answers)
    expect(data?.movePictures.pictures.map((picture) => picture.id)).toEqual([id]);
  expect(answers.map(({ data }) => data?.movePictures.sourceAlbums.length).sort()).toEqual([0, 0, 1]);
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('nothing goes into or out of what is not the member’s, and what is in the trash stays there', async () => {
  const [member, stranger] = [await aMember(harness), await aMember(harness)];
  const [from, to, foreign] = [
    await anAlbum(harness, member),
    await anAlbum(harness, member),
    await anAlbum(harness, stranger),
  ];
  const [mine, trashed] = [await aPicture(harness, member, from), await aPicture(harness, member, from)];
  const theirs = await aPicture(harness, stranger, foreign);
  await harness.ask(
    'mutation ($id: ID!) { trashPictures(input: { pictureIds: [$id] }) { trashedPictureIds } }',
    { id: trashed.id },
    { token: member.token },
  );
  expect((await move(member, [mine.id], foreign.id)).codes).toEqual(['NOT_FOUND']);
  expect((await move(member, [mine.id], mine.id)).codes).toEqual(['NOT_FOUND']);
  const { data } = await move(member, [theirs.id, trashed.id], to.id);
  expect(data?.movePictures).toMatchObject({ pictures: [], album: { pictureCount: 0 }, sourceAlbums: [] });
  for (const { memberId } of [member, stranger]) expect(await recountMember(deps, memberId)).toEqual(exact);
});

test('a picture that has moved outlives the album it was uploaded to, and its ticket answers with it', async () => {
  const member = await aMember(harness);
  const [from, to] = [await anAlbum(harness, member), await anAlbum(harness, member)];
  const { id } = await aPicture(harness, member, from);
  await move(member, [id], to.id);
  await harness.ask(
    'mutation ($id: ID!) { deleteAlbum(input: { albumId: $id }) { deletedAlbumId } }',
    { id: from.id },
    { token: member.token },
  );
  const { picture } = await harness.ask<{ picture: { album: { id: string } } }>(
    'query ($id: ID!) { picture(id: $id) { album { id } } }',
    { id },
    { token: member.token },
  );
  expect(picture.album.id).toBe(to.id);
  expect(await usedBy(member)).toBe(1_000);
});
