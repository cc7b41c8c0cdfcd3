import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { findBroken } from '../testing/ledger.ts';
import { until, Wire } from '../testing/wire.ts';
import { recountMember, recountUsage } from './recount-usage.sweep.ts';

const wire = new Wire(process.env.REDIS_URL ?? '');
await wire.open();
const harness = await openHarness({ wires: { redis: wire } });
const { deps } = harness;
const exact = { usedBytes: 0, reservedBytes: 0, pictures: 0, albums: 0 };

async function aMemberWithPictures() {
  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  await aPicture(harness, member, album);
  await aPicture(harness, member, album);
  return { member, album };
}

const metric = async (name: string) => {
  const line = (await deps.metrics.text()).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
};

test('a planted drift is found, measured and put right, in the usage and in the albums', async () => {
  const { member, album } = await aMemberWithPictures();
  await deps.db.execute(
    sql`update storage_usage set used_bytes = 77, reserved_bytes = 5, picture_count = 9 where member_id = ${member.memberId}`,
  );
  await deps.db.execute(sql`update albums set picture_count = 0 where id = ${album.albumId}`);
  expect(await recountMember(deps, member.memberId)).toEqual({
    usedBytes: 77 - 2_000,
    reservedBytes: 5,
    pictures: 7,
    albums: 1,
  });
  expect(await recountMember(deps, member.memberId)).toEqual(exact);
  expect(await findBroken(deps, member.memberId)).toEqual([expect.stringContaining('no event')]);
});

test('recounting everybody tells of every drift by a metric, and of exact members too', async () => {
  const [drifting, fine] = [await aMemberWithPictures(), await aMemberWithPictures()];
  await deps.db.execute(
    sql`update storage_usage set used_bytes = used_bytes + 11 where member_id = ${drifting.member.memberId}`,
  );
  expect(await recountUsage(deps)).toBe(11);
  expect(await metric('storage_drift_bytes_total')).toBe(11);
  expect(await metric('storage_recounted_total{end="drifted"}')).toBe(1);
  for (const { member } of [drifting, fine])
    expect(await recountMember(deps, member.memberId)).toEqual(exact);
});

test('without the true lock nothing is recounted: it is refused, counted and done another time', async () => {
  const { member } = await aMemberWithPictures();
  await wire.cut();
  await expect(recountMember(deps, member.memberId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(recountUsage(deps)).resolves.toBe(0);
  expect(await metric('storage_recounted_total{end="failed"}')).toBeGreaterThan(0);
  await wire.open();
  await until(async () => {
    const again = await recountMember(deps, member.memberId).catch(() => undefined);
    return again?.usedBytes === 0;
  });
});
