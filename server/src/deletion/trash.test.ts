import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { countPictures } from '../album/count-pictures.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { restartStuckPictures } from '../picture/stuck-pictures.sweep.ts';
import { newId, newSecret } from '../platform/ids.ts';
import { now } from '../platform/time.ts';
import { type AMember, type AnAlbum, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { recountMember } from '../upload/recount-usage.sweep.ts';
import { changeUsage, lockUsage } from '../usage/usage.ts';
import { deletionConsumers } from './deletion.consumer.ts';
import { runDeletionBatch } from './deletion-batch.ts';
import { purgeOrphans } from './orphans.sweep.ts';
import { purgeObjects } from './purge-objects.sweep.ts';

const harness = await openHarness({ bucket: true });
const { deps } = harness;

const STORAGE = 'storage { usedBytes trashedBytes }';
type Storage = { usedBytes: number; trashedBytes: number };

async function trash({ token }: AMember, ids: string[]) {
  const { trashPictures } = await harness.ask<{
    trashPictures: {
      trashedPictureIds: string[];
      albums: { id: string; pictureCount: number; cover: { id: string } | null }[];
      storage: Storage;
    };
  }>(
    `mutation ($ids: [ID!]!) { trashPictures(input: { pictureIds: $ids }) {
      trashedPictureIds albums { id pictureCount cover { id } } ${STORAGE} } }`,
    { ids },
    { token },
  );
  return trashPictures;
}

async function restore({ token }: AMember, ids: string[]) {
  const { restorePictures } = await harness.ask<{
    restorePictures: { pictures: { id: string; trashedAt: null; album: { id: string } }[]; storage: Storage };
  }>(
    `mutation ($ids: [ID!]!) { restorePictures(input: { pictureIds: $ids }) {
      pictures { id trashedAt album { id } } ${STORAGE} } }`,
    { ids },
    { token },
  );
  return restorePictures;
}

const remove = ({ token }: AMember, ids: string[]) =>
  harness.ask<{ deletePictures: { deletedPictureIds: string[] } }>(
    'mutation ($ids: [ID!]!) { deletePictures(input: { pictureIds: $ids }) { deletedPictureIds } }',
    { ids },
    { token },
  );

type Seen = {
  pictures: { totalCount: number; nodes: { id: string }[] };
  trash: { totalCount: number; nodes: { id: string }[] };
  album: {
    pictureCount: number;
    trashedCount: number;
    cover: { id: string } | null;
    pictures: { nodes: { id: string }[] };
  };
};

/** What a member sees, as bare ids. */
async function look({ token }: AMember, { id }: AnAlbum) {
  const seen = await harness.ask<Seen>(
    `query ($id: ID!) {
      pictures { totalCount nodes { id } }
      trash { totalCount nodes { id } }
      album(id: $id) { pictureCount trashedCount cover { id } pictures { nodes { id } } }
    }`,
    { id },
    { token },
  );
  const bare = (nodes: { id: string }[]) => nodes.map((node) => node.id);
  return {
    timeline: bare(seen.pictures.nodes),
    total: seen.pictures.totalCount,
    trash: bare(seen.trash.nodes),
    trashTotal: seen.trash.totalCount,
    album: bare(seen.album.pictures.nodes),
    counts: [seen.album.pictureCount, seen.album.trashedCount],
    cover: seen.album.cover?.id ?? null,
  };
}

/** Writes the rows of many trashed pictures of 1,000 bytes, with all that is counted about them. */
const fillTrash = ({ memberId }: AMember, { albumId }: AnAlbum, count: number) =>
  deps.db.transact(async (tx) => {
    const bytes = count * 1_000;
    await lockUsage(tx, memberId, deps.config.STORAGE_LIMIT_BYTES);
    await changeUsage(tx, memberId, { usedBytes: bytes }, deps.config.STORAGE_LIMIT_BYTES);
    await countPictures(tx, albumId, { pictures: 0, bytes });
    await tx.insert(pictures).values(
      Array.from({ length: count }, () => ({
        id: newId(),
        memberId,
        albumId,
        ticketId: newId(),
        lifecycle: 'TRASHED' as const,
        trashedAt: now,
        filename: 'picture.jpg',
        kind: 'IMAGE' as const,
        contentType: 'image/jpeg',
        byteSize: 1_000,
        keyBase: `u/${memberId}/${newSecret()}`,
        etag: 'etag',
      })),
    );
  });

const age = (days: number, pictureId: string) =>
  deps.db
    .update(pictures)
    .set({ trashedAt: sql`now(6) - interval ${days} day` })
    .where(eq(pictures.id, pictureId));

const rowOf = async (pictureId: string) =>
  (await deps.db.select().from(pictures).where(eq(pictures.id, pictureId)))[0];

const exact = { usedBytes: 0, reservedBytes: 0, pictures: 0, albums: 0 };

test('a trashed picture leaves every list, count and cover, but not the storage, and comes back to its place', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [old, middle, newest] = [
    await aPicture(harness, member, album),
    await aPicture(harness, member, album),
    await aPicture(harness, member, album),
  ];
  const before = await look(member, album);

  expect(await trash(member, [newest.id, middle.id, newest.id, 'nonsense'])).toEqual({
    trashedPictureIds: [newest.id, middle.id],
    albums: [{ id: album.id, pictureCount: 1, cover: { id: old.id } }],
    storage: { usedBytes: 3_000, trashedBytes: 2_000 },
  });
  const seen = await look(member, album);
  expect(seen).toMatchObject({
    timeline: [old.id],
    total: 1,
    album: [old.id],
    counts: [1, 2],
    cover: old.id,
  });
  expect(seen.trashTotal).toBe(2);
  expect(new Set(seen.trash)).toEqual(new Set([middle.id, newest.id]));
  expect(await recountMember(deps, member.memberId)).toEqual(exact);

  const { pictures: back, storage } = await restore(member, [middle.id, newest.id]);
  expect(back).toEqual([
    { id: middle.id, trashedAt: null, album: { id: album.id } },
    { id: newest.id, trashedAt: null, album: { id: album.id } },
  ]);
  expect(storage).toEqual({ usedBytes: 3_000, trashedBytes: 0 });
  expect(await look(member, album)).toEqual(before);
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('the trash stands by when things were put there, in pages', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const made = [];
  for (let i = 0; i < 3; i += 1) made.push(await aPicture(harness, member, album));
  const [first, second, third] = made.map(({ id }) => id);
  for (const id of [second, first, third]) await trash(member, [id ?? '']);
  const page = async (args: string) => {
    const { trash: found } = await harness.ask<{
      trash: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    }>(`{ trash(${args}) { nodes { id } pageInfo { endCursor hasNextPage } } }`, {}, { token: member.token });
    return { ids: found.nodes.map(({ id }) => id), ...found.pageInfo };
  };
  const one = await page('first: 2');
  expect([one.ids, one.hasNextPage]).toEqual([[third, first], true]);
  expect((await page(`first: 2, after: "${one.endCursor}"`)).ids).toEqual([second]);
  expect((await page('last: 2')).ids).toEqual([first, second]);
});

test('a repeat of either changes and answers the same, and several at once count once', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const { id } = await aPicture(harness, member, album);
  for (const turn of [
    () => trash(member, [id]).then((answer) => answer.trashedPictureIds),
    () => restore(member, [id]).then((answer) => answer.pictures.map((picture) => picture.id)),
  ]) {
    expect(await Promise.all([turn(), turn(), turn()])).toEqual([[id], [id], [id]]);
    expect(await recountMember(deps, member.memberId)).toEqual(exact);
  }
});

test('a picture in the trash is answered by its id, with when it came there and when it goes', async () => {
  const member = await aMember(harness);
  const { id } = await aPicture(harness, member, await anAlbum(harness, member));
  await trash(member, [id]);
  const { picture, node } = await harness.ask<{
    picture: { trashedAt: string; leavesTrashAt: string };
    node: { id: string };
  }>(
    'query ($id: ID!) { picture(id: $id) { trashedAt leavesTrashAt } node(id: $id) { id } }',
    { id },
    { token: member.token },
  );
  expect(Date.now() - Date.parse(picture.trashedAt)).toBeLessThan(60_000);
  expect(Date.parse(picture.leavesTrashAt) - Date.parse(picture.trashedAt)).toBe(30 * 24 * 3_600_000);
  expect(node).toEqual({ id });
});

test('deletion for good reaches into the trash, and gives the space back', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [shown, trashed] = [await aPicture(harness, member, album), await aPicture(harness, member, album)];
  await trash(member, [trashed.id]);
  const { deletePictures } = await remove(member, [shown.id, trashed.id]);
  expect(deletePictures.deletedPictureIds).toEqual([shown.id, trashed.id]);
  expect((await restore(member, [shown.id, trashed.id])).pictures).toEqual([]);
  expect((await trash(member, [shown.id, trashed.id])).trashedPictureIds).toEqual([]);
  expect(await look(member, album)).toMatchObject({ total: 0, trashTotal: 0, counts: [0, 0] });
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test("a stranger's ids are passed over by all that the trash can do", async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [shown, trashed] = [await aPicture(harness, member, album), await aPicture(harness, member, album)];
  await trash(member, [trashed.id]);
  const before = await look(member, album);
  const stranger = await aMember(harness);
  const ids = [shown.id, trashed.id];
  expect((await trash(stranger, ids)).trashedPictureIds).toEqual([]);
  expect((await restore(stranger, ids)).pictures).toEqual([]);
  await harness.ask('mutation { emptyTrash { deletedCount } }', {}, { token: stranger.token });
  expect(await look(member, album)).toEqual(before);
});

test('no bytes of a picture in the trash are purged, whatever the list and the search for orphans say', async () => {
  const member = await aMember(harness);
  const picture = await aPicture(harness, member, await anAlbum(harness, member));
  const key = `${picture.keyBase}/original`;
  await deps.store.put(key, Buffer.from('bytes'), 'image/jpeg');
  await trash(member, [picture.id]);
  await deps.db
    .insert(objectPurges)
    .values({ id: newId(), memberId: member.memberId, keyBase: picture.keyBase });
  expect(await purgeOrphans(deps, Date.now() + 25 * 3_600_000)).toBe(0);
  await purgeObjects(deps);
  expect(await deps.store.head(key)).toBeDefined();
});

test('after thirty days, and not before, the batch deletes what is in the trash; several at once are harmless', async () => {
  const [member, other] = [await aMember(harness), await aMember(harness)];
  const album = await anAlbum(harness, member);
  const [due, early] = [await aPicture(harness, member, album), await aPicture(harness, member, album)];
  const theirs = await aPicture(harness, other, await anAlbum(harness, other));
  await deps.store.put(`${due.keyBase}/original`, Buffer.from('bytes'), 'image/jpeg');
  await trash(member, [due.id, early.id]);
  await trash(other, [theirs.id]);
  await age(30, due.pictureId);
  await age(29, early.pictureId);
  await age(31, theirs.pictureId);
  await Promise.all([runDeletionBatch(deps), runDeletionBatch(deps), runDeletionBatch(deps)]);
  await runDeletionBatch(deps);
  expect(await rowOf(due.pictureId)).toBeUndefined();
  expect(await deps.store.head(`${due.keyBase}/original`)).toBeUndefined();
  expect(await rowOf(theirs.pictureId)).toBeUndefined();
  expect((await look(member, album)).trash).toEqual([early.id]);
  for (const { memberId } of [member, other]) expect(await recountMember(deps, memberId)).toEqual(exact);
});

test('an album takes its trashed pictures with it: space at once, bytes by the sweep, and none comes back', async () => {
  const member = await aMember(harness);
  const [album, other] = [await anAlbum(harness, member), await anAlbum(harness, member)];
  const [shown, trashed] = [await aPicture(harness, member, album), await aPicture(harness, member, album)];
  const kept = await aPicture(harness, member, other);
  await deps.store.put(`${trashed.keyBase}/original`, Buffer.from('bytes'), 'image/jpeg');
  await trash(member, [trashed.id, kept.id]);
  const { deleteAlbum } = await harness.ask<{ deleteAlbum: { storage: Storage } }>(
    `mutation ($id: ID!) { deleteAlbum(input: { albumId: $id }) { ${STORAGE} } }`,
    { id: album.id },
    { token: member.token },
  );
  expect(deleteAlbum.storage).toEqual({ usedBytes: 1_000, trashedBytes: 1_000 });
  expect((await look(member, other)).trash).toEqual([kept.id]);
  expect((await restore(member, [shown.id, trashed.id])).pictures).toEqual([]);
  // Aged too: what the sweep of the album will take must not be counted off a second time.
  await age(40, trashed.pictureId);
  await runDeletionBatch(deps);
  expect(await rowOf(trashed.pictureId)).toBeUndefined();
  expect(await deps.store.head(`${trashed.keyBase}/original`)).toBeUndefined();
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('emptying takes all that is there, and of a fuller trash the worker takes the rest, but nothing put there later', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const few = await aPicture(harness, member, album);
  const empty = () =>
    harness.ask<{ emptyTrash: { deletedCount: number; storage: Storage } }>(
      `mutation { emptyTrash { deletedCount ${STORAGE} } }`,
      {},
      { token: member.token },
    );
  await trash(member, [few.id]);
  expect((await empty()).emptyTrash).toEqual({ deletedCount: 1, storage: { usedBytes: 0, trashedBytes: 0 } });
  expect((await empty()).emptyTrash.deletedCount).toBe(0);
  const emptied = () => deps.db.select().from(outboxEvents).where(eq(outboxEvents.type, 'trash.emptied'));
  expect(await emptied()).toEqual([]);

  await fillTrash(member, album, 560);
  expect((await empty()).emptyTrash).toEqual({
    deletedCount: 500,
    storage: { usedBytes: 60_000, trashedBytes: 60_000 },
  });
  const late = await aPicture(harness, member, album);
  await trash(member, [late.id]);
  const [event, ...more] = await emptied();
  expect(more).toEqual([]);
  const delivery = { eventId: newId(), schemaVersion: 1, content: String(event?.payload), failures: 0 };
  const consumer = deletionConsumers(deps).find(({ name }) => name === 'empty-trash');
  await consumer?.handle(deps.db, delivery, AbortSignal.timeout(20_000));
  expect((await look(member, album)).trash).toEqual([late.id]);
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('a picture that was trashed before its renditions were made is asked for again like any other', async () => {
  const member = await aMember(harness);
  const picture = await aPicture(harness, member, await anAlbum(harness, member), {
    createdAt: '2026-11-01 10:00:00.000000',
  });
  await trash(member, [picture.id]);
  expect(await restartStuckPictures(deps)).toBe(1);
});

test('the trash that a sign-in answers is of who signed in, whoever asks', async () => {
  const [member, other] = [await aMember(harness), await aMember(harness)];
  const album = await anAlbum(harness, member);
  await trash(member, [(await aPicture(harness, member, album)).id]);
  const signIn = async (sender?: { token: string }) => {
    const { username, password } = member;
    const { signIn: session } = await harness.ask<{ signIn: { member: { storage: Storage } } }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { member { ${STORAGE} } } }`,
      { input: { username, password, transport: 'TOKEN' } },
      sender,
    );
    return session.member.storage;
  };
  const whole = { usedBytes: 1_000, trashedBytes: 1_000 };
  expect([await signIn(), await signIn(other)]).toEqual([whole, whole]);
});

test('what is in the trash is not added up under many names in one query', async () => {
  const member = await aMember(harness);
  const names = Array.from({ length: 20 }, (_, i) => `n${i}: trashedBytes`).join(' ');
  const query = `{ viewer { storage { ${names} } } }`;
  expect((await harness.api(query, {}, member)).codes).toEqual(['QUERY_TOO_COMPLEX']);
});

test('a batch has a hundred pictures at most', async () => {
  const member = await aMember(harness);
  const ids = Array.from({ length: 101 }, () => 'x');
  for (const name of ['trashPictures', 'restorePictures'])
    expect(
      (
        await harness.api(
          `mutation ($ids: [ID!]!) { ${name}(input: { pictureIds: $ids }) { storage { usedBytes } } }`,
          { ids },
          { token: member.token },
        )
      ).codes,
    ).toEqual(['BAD_USER_INPUT']);
});
