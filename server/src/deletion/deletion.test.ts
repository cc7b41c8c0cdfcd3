import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { members } from '../member/member.table.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import type { ObjectStore } from '../platform/object-store.ts';
import { type AMember, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { recountMember } from '../upload/recount-usage.sweep.ts';
import { requestUploads } from '../upload/request-uploads.ts';
import { runDeletionBatch } from './deletion-batch.ts';
import { measurePurges } from './measure-purges.sweep.ts';
import { purgeOrphans } from './orphans.sweep.ts';
import { purgeObjects } from './purge-objects.sweep.ts';
import { finishMembers } from './remove-member.ts';

const harness = await openHarness({ bucket: true });
const { deps } = harness;

async function storedPicture(member: AMember, album: { albumId: string }) {
  const picture = await aPicture(harness, member, album);
  for (const name of ['original', 'r1/small.webp'])
    await deps.store.put(`${picture.keyBase}/${name}`, Buffer.from('bytes'), 'image/webp');
  return picture;
}

async function keysBelow(prefix: string): Promise<string[]> {
  const keys = [];
  for await (const page of deps.store.list(prefix)) keys.push(...page.map(({ key }) => key));
  return keys;
}

async function deletePictures(member: AMember, pictureIds: string[]) {
  const answer = await harness.ask<{
    deletePictures: { deletedPictureIds: string[]; storage: { usedBytes: number } };
  }>(
    `mutation ($ids: [ID!]!) { deletePictures(input: { pictureIds: $ids }) { deletedPictureIds storage { usedBytes } } }`,
    { ids: pictureIds },
    { token: member.token },
  );
  return answer.deletePictures;
}

const purgesOf = (memberId: string) =>
  deps.db.select().from(objectPurges).where(eq(objectPurges.memberId, memberId));

/** The store with one method in the way of a fault. */
const faulty = (change: Partial<ObjectStore>): ObjectStore => ({ ...deps.store, ...change });

test('a deleted picture counts no more at once, and its bytes and row go with the batch', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [kept, gone] = [await storedPicture(member, album), await storedPicture(member, album)];
  const answer = await deletePictures(member, [gone.id, gone.id, 'nonsense']);
  expect(answer).toEqual({ deletedPictureIds: [gone.id], storage: { usedBytes: 1_000 } });
  expect((await deletePictures(member, [gone.id])).deletedPictureIds).toEqual([]);
  await runDeletionBatch(deps);
  expect(await keysBelow(`${gone.keyBase}/`)).toEqual([]);
  expect(await keysBelow(`${kept.keyBase}/`)).toHaveLength(2);
  expect(await deps.db.select().from(pictures).where(eq(pictures.id, gone.pictureId))).toEqual([]);
  expect(await recountMember(deps, member.memberId)).toEqual({
    usedBytes: 0,
    reservedBytes: 0,
    pictures: 0,
    albums: 0,
  });
});

test("a stranger's delete passes over, and says nothing", async () => {
  const member = await aMember(harness);
  const picture = await storedPicture(member, await anAlbum(harness, member));
  const stranger = await aMember(harness);
  expect((await deletePictures(stranger, [picture.id])).deletedPictureIds).toEqual([]);
  expect((await deletePictures(member, [picture.id])).deletedPictureIds).toEqual([picture.id]);
});

test('what the store refuses to delete stays listed with its reason, and goes once the store lets it', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const [stuck, free] = [await storedPicture(member, album), await storedPicture(member, album)];
  await deletePictures(member, [stuck.id, free.id]);
  const refused = `${stuck.keyBase}/original`;
  const store = faulty({
    removeKeys: async (keys) => {
      await deps.store.removeKeys(keys.filter((key) => key !== refused));
      return keys.includes(refused) ? [{ key: refused, reason: 'AccessDenied' }] : [];
    },
  });
  expect(await purgeObjects({ ...deps, store })).toMatchObject({ failed: 1 });
  const [left, ...more] = await purgesOf(member.memberId);
  expect([left?.keyBase, left?.lastError, left?.attempts, more.length]).toEqual([
    stuck.keyBase,
    'AccessDenied',
    1,
    0,
  ]);
  expect(await deps.db.select().from(pictures).where(eq(pictures.id, stuck.pictureId))).toHaveLength(1);
  await deps.db
    .update(objectPurges)
    .set({ purgeAfter: sql`now(6)` })
    .where(eq(objectPurges.memberId, member.memberId));
  await purgeObjects(deps);
  expect(await purgesOf(member.memberId)).toEqual([]);
  expect(await keysBelow(`${stuck.keyBase}/`)).toEqual([]);
});

test('a store that is away loses nothing', async () => {
  const member = await aMember(harness);
  const picture = await storedPicture(member, await anAlbum(harness, member));
  await deletePictures(member, [picture.id]);
  const away = faulty({
    // biome-ignore lint/correctness/useYield: it fails before it can yield.
    list: async function* () {
      throw new Error('connect ECONNREFUSED');
    },
  });
  expect(await purgeObjects({ ...deps, store: away })).toMatchObject({ purged: 0 });
  expect(await purgesOf(member.memberId)).toHaveLength(1);
});

test('several batches at once purge everything, each object once', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const many = await Promise.all(Array.from({ length: 30 }, () => storedPicture(member, album)));
  await deletePictures(
    member,
    many.map(({ id }) => id),
  );
  const prefix = `u/${member.memberId}/`;
  const removed: string[] = [];
  const store = faulty({
    removeKeys: (keys) => {
      removed.push(...keys.filter((key) => key.startsWith(prefix)));
      return deps.store.removeKeys(keys);
    },
  });
  await Promise.all(Array.from({ length: 3 }, () => purgeObjects({ ...deps, store })));
  expect([removed.length, new Set(removed).size]).toEqual([60, 60]);
  expect(await keysBelow(prefix)).toEqual([]);
});

test('the batch as a command runs beside others of its kind, and each of them ends well', {
  timeout: 60_000,
}, async ({ signal }) => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const many = await Promise.all(Array.from({ length: 20 }, () => storedPicture(member, album)));
  await deletePictures(
    member,
    many.map(({ id }) => id),
  );
  const command = fileURLToPath(new URL('../batch.ts', import.meta.url));
  const batches = Array.from({ length: 3 }, async () => {
    // One that outlives this test would go on with what later tests have made.
    const batch = spawn(process.execPath, [command], {
      env: harness.env,
      stdio: 'inherit',
      signal,
      killSignal: 'SIGKILL',
    });
    const [code] = await once(batch, 'exit');
    return code;
  });
  expect(await Promise.all(batches)).toEqual([0, 0, 0]);
  expect(await keysBelow(`u/${member.memberId}/`)).toEqual([]);
  expect(await purgesOf(member.memberId)).toEqual([]);
});

test('the metrics tell what is due, since when, and what the store refuses', async () => {
  const member = await aMember(harness);
  const picture = await storedPicture(member, await anAlbum(harness, member));
  await deletePictures(member, [picture.id]);
  const key = `${picture.keyBase}/original`;
  const store = faulty({ removeKeys: async () => [{ key, reason: 'AccessDenied' }] });
  await purgeObjects({ ...deps, store });
  await deps.db
    .update(objectPurges)
    .set({ purgeAfter: sql`now(6) - interval 90 second` })
    .where(eq(objectPurges.memberId, member.memberId));
  await measurePurges(deps);
  const text = await deps.metrics.text();
  for (const line of ['purges_due 1', 'purges_refused 1']) expect(text.split('\n')).toContain(line);
  expect(Number(/^purges_oldest_due_seconds (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(90);
  await purgeObjects(deps);
});

test('the bytes of a picture that is shown are never purged, whatever the list says', async () => {
  const member = await aMember(harness);
  const picture = await storedPicture(member, await anAlbum(harness, member));
  const { memberId } = member;
  await deps.db
    .insert(objectPurges)
    .values({ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', memberId, keyBase: picture.keyBase });
  await purgeObjects(deps);
  expect(await keysBelow(`${picture.keyBase}/`)).toHaveLength(2);
});

test('bytes that no row knows are found once they are a day old', async () => {
  const member = await aMember(harness);
  const known = await storedPicture(member, await anAlbum(harness, member));
  const orphan = `u/${member.memberId}/orphan`;
  await deps.store.put(`${orphan}/original`, Buffer.from('late'), 'image/jpeg');
  await purgeOrphans(deps);
  expect(await purgesOf(member.memberId)).toEqual([]);
  await purgeOrphans(deps, Date.now() + 25 * 3_600_000);
  expect(await purgesOf(member.memberId)).toMatchObject([{ keyBase: orphan }]);
  await purgeObjects(deps);
  expect(await keysBelow(`${orphan}/`)).toEqual([]);
  expect(await keysBelow(`${known.keyBase}/`)).toHaveLength(2);
});

test('the search for orphans leaves what an open ticket waits for, and ends parts of uploads that nobody goes on with', async () => {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  const viewer = { memberId: member.memberId, sessionId: '', familyId: '' };
  const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 5 };
  const { answers } = await requestUploads(deps, viewer, album.albumId, [file]);
  const [answer] = answers;
  if (!answer || !('ticket' in answer)) throw new Error('a ticket was asked for');
  await deps.store.put(`${answer.ticket.keyBase}/original`, Buffer.from('bytes'), 'image/jpeg');
  const left = `u/${member.memberId}/left/original`;
  const multipartId = await deps.store.createMultipart(left, 'video/mp4');
  const inHours = (hours: number) => purgeOrphans(deps, Date.now() + hours * 3_600_000);
  await inHours(47);
  expect(await purgesOf(member.memberId)).toEqual([]);
  expect(await deps.store.listParts(left, multipartId)).toEqual([]);
  await inHours(49);
  expect(await deps.store.listParts(left, multipartId)).toBeUndefined();
  expect(await keysBelow(`${answer.ticket.keyBase}/`)).toHaveLength(1);
});

test('a deleted member goes with every row and byte, also when the first try fails', async () => {
  const member = await aMember(harness);
  await storedPicture(member, await anAlbum(harness, member));
  await storedPicture(member, await anAlbum(harness, member));
  const prefix = `u/${member.memberId}/`;
  await harness.ask(
    `mutation ($p: String!) { deleteMember(input: { password: $p }) { deletedMemberId } }`,
    { p: member.password },
    { token: member.token },
  );
  const broken = faulty({ removeKeys: () => Promise.reject(new Error('500')) });
  await runDeletionBatch({ ...deps, store: broken });
  expect(await keysBelow(prefix)).not.toEqual([]);
  await deps.db
    .update(objectPurges)
    .set({ purgeAfter: sql`now(6)` })
    .where(eq(objectPurges.memberId, member.memberId));
  await deps.store.put(`${prefix}late/original`, Buffer.from('late'), 'image/jpeg');
  await deps.db
    .update(members)
    .set({ deletedAt: sql`now(6) - interval 27 hour` })
    .where(eq(members.id, member.memberId));
  await runDeletionBatch(deps);
  await runDeletionBatch(deps);
  await finishMembers(deps);
  expect(await keysBelow(prefix)).toEqual([]);
  expect(await deps.db.select().from(members).where(eq(members.id, member.memberId))).toEqual([]);
});
