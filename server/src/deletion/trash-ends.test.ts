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
import { exact, STORAGE, type Storage, trashRequests } from '../testing/trash-requests.ts';
import { recountMember } from '../upload/recount-usage.sweep.ts';
import { changeUsage, lockUsage } from '../usage/usage.ts';
import { deletionConsumers } from './deletion.consumer.ts';
import { runDeletionBatch } from './deletion-batch.ts';
import { purgeOrphans } from './orphans.sweep.ts';
import { purgeObjects } from './purge-objects.sweep.ts';

const harness = await openHarness({ bucket: true });
const { deps } = harness;
const { trash, restore, look } = trashRequests(harness);

const remove = ({ token }: AMember, ids: string[]) =>
  harness.ask<{ deletePictures: { deletedPictureIds: string[] } }>(
    'mutation ($ids: [ID!]!) { deletePictures(input: { pictureIds: $ids }) { deletedPictureIds } }',
    { ids },
    { token },
  );

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
  expect(await look(member, other)).toMatchObject({ trash: [kept.id], trashTotal: 1 });
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
