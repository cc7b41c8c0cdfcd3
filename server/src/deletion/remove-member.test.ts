import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { albums } from '../album/album.table.ts';
import { members } from '../member/member.table.ts';
import { armFailpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { until, Wire } from '../testing/wire.ts';
import { uploadTickets } from '../upload/upload.table.ts';
import { purgeObjects } from './purge-objects.sweep.ts';
import { finishMembers, removeMember } from './remove-member.ts';

const wire = new Wire(process.env.REDIS_URL ?? '');
await wire.open();
const harness = await openHarness({ bucket: true, wires: { redis: wire } });
const { deps } = harness;

async function aDeletedMember(hoursAgo: number) {
  const member = await aMember(harness);
  await aPicture(harness, member, await anAlbum(harness, member));
  await deps.db
    .update(members)
    .set({ deletedAt: sql`now(6) - interval ${hoursAgo} hour` })
    .where(eq(members.id, member.memberId));
  return member;
}

const albumsOf = (memberId: string) => deps.db.select().from(albums).where(eq(albums.memberId, memberId));
const rowOf = (memberId: string) => deps.db.select().from(members).where(eq(members.id, memberId));

test('a member is taken apart only under the true lock: while Redis is away nothing is touched', async () => {
  const member = await aDeletedMember(1);
  await wire.cut();
  await expect(removeMember(deps, member.memberId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await albumsOf(member.memberId)).toMatchObject([{ deletedAt: null }]);
  await wire.open();
  await until(() =>
    removeMember(deps, member.memberId).then(
      () => true,
      () => false,
    ),
  );
  expect(await albumsOf(member.memberId)).toEqual([]);
});

test('one member who can not be removed now does not keep the others', async () => {
  const [stuck, other] = [await aDeletedMember(28), await aDeletedMember(27)];
  const list: typeof deps.store.list = (prefix) => {
    if (prefix.includes(stuck.memberId)) throw new Error('The store is away.');
    return deps.store.list(prefix);
  };
  await removeMember(deps, stuck.memberId);
  await removeMember(deps, other.memberId);
  await purgeObjects(deps);
  const finishing = finishMembers({ ...deps, store: { ...deps.store, list } });
  await expect(finishing).rejects.toThrow('1 members are not removed yet.');
  expect(await rowOf(other.memberId)).toEqual([]);
  expect(await rowOf(stuck.memberId)).toHaveLength(1);
});

test('the last rows of a member go by the five hundred, and the member after them', async () => {
  const member = await aDeletedMember(28);
  await removeMember(deps, member.memberId);
  await purgeObjects(deps);
  await deps.db.insert(uploadTickets).values(
    Array.from({ length: 1_100 }, (_, index) => ({
      id: newId(),
      memberId: member.memberId,
      albumId: newId(),
      state: 'COMMITTED' as const,
      filename: 'a.jpg',
      contentType: 'image/jpeg',
      kind: 'IMAGE' as const,
      byteSize: 1,
      keyBase: `u/${member.memberId}/${index}`,
      expiresAt: sql`now(6)`,
    })),
  );
  const ticketsLeft = () => deps.db.$count(uploadTickets, eq(uploadTickets.memberId, member.memberId));
  const left = new Set<number>();
  const disarm = armFailpoint('removeMember.afterSegment', async () => {
    expect(await rowOf(member.memberId)).toHaveLength(1);
    left.add(await ticketsLeft());
  });
  await finishMembers(deps).finally(disarm);
  expect([...left]).toEqual([1_100, 600, 100, 0]);
  expect(await rowOf(member.memberId)).toEqual([]);
});
