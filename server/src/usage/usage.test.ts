import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { members } from '../member/member.table.ts';
import { now } from '../platform/time.ts';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { storageUsage } from './usage.table.ts';
import { changeUsage, lockUsage, provisionStorage, UsageConflict } from './usage.ts';

const LIMIT = 10_000;
const harness = await openHarness({ env: { STORAGE_LIMIT_BYTES: String(LIMIT) } });
const { db } = harness.deps;

async function aStorage(): Promise<string> {
  const { memberId } = await aMember(harness);
  await provisionStorage(db, memberId);
  return memberId;
}

const change = (memberId: string, by: Parameters<typeof changeUsage>[2]) =>
  db.transact((tx) => changeUsage(tx, memberId, by, LIMIT));

async function rowOf(memberId: string) {
  const [row] = await db.select().from(storageUsage).where(eq(storageUsage.memberId, memberId));
  return row;
}

test('the row itself never passes the limit, with no lock before it, and counts each change', async () => {
  const memberId = await aStorage();
  const asked = Array.from({ length: 20 }, (_, i) =>
    change(memberId, i % 2 === 0 ? { usedBytes: 1_000, pictures: 1 } : { reservedBytes: 1_000 }),
  );
  const answers = await Promise.allSettled(asked);
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(refused).toHaveLength(10);
  for (const reason of refused) expect(reason).toBeInstanceOf(UsageConflict);
  const row = await rowOf(memberId);
  expect([(row?.usedBytes ?? 0) + (row?.reservedBytes ?? 0), row?.version]).toEqual([LIMIT, 10]);
});

test('no number goes below zero, and a refused change leaves the row as it was', async () => {
  const memberId = await aStorage();
  await change(memberId, { usedBytes: 1_000, reservedBytes: 1_000, pictures: 1 });
  const before = await rowOf(memberId);
  for (const by of [{ usedBytes: -1_001 }, { reservedBytes: -1_001 }, { usedBytes: -10, pictures: -2 }])
    await expect(change(memberId, by)).rejects.toBeInstanceOf(UsageConflict);
  expect(await rowOf(memberId)).toEqual(before);
});

test('who is over a limit that was lowered may still give back', async () => {
  const memberId = await aStorage();
  await change(memberId, { usedBytes: 9_000 });
  await db.update(storageUsage).set({ limitBytes: 5_000 }).where(eq(storageUsage.memberId, memberId));
  await change(memberId, { usedBytes: -1_000 });
  await expect(change(memberId, { reservedBytes: 1 })).rejects.toBeInstanceOf(UsageConflict);
  expect((await rowOf(memberId))?.usedBytes).toBe(8_000);
});

test('two changes of one storage stand in line in the database too, and the second reads what the first wrote', async () => {
  const memberId = await aStorage();
  const [entered, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = db.transact(async (tx) => {
    await lockUsage(tx, memberId, LIMIT);
    entered.resolve();
    await leave.promise;
    await changeUsage(tx, memberId, { usedBytes: 700 }, LIMIT);
  });
  await entered.promise;
  const second = db.transact((tx) => lockUsage(tx, memberId, LIMIT));
  // Long enough for a read that waits for nothing.
  const early = await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
  leave.resolve();
  await first;
  expect([early, (await second).usedBytes]).toEqual(['waits', 700]);
});

test('what was written under a lock that is lost is not committed', async () => {
  const memberId = await aStorage();
  const lost = new AbortController();
  const written = db.transact(async (tx) => {
    await changeUsage(tx, memberId, { usedBytes: 1 }, LIMIT);
    lost.abort(new Error('lost'));
  }, lost.signal);
  await expect(written).rejects.toThrow('lost');
  expect((await rowOf(memberId))?.usedBytes).toBe(0);
});

test('a member who is gone stores nothing any more', async () => {
  const memberId = await aStorage();
  await db.update(members).set({ deletedAt: now }).where(eq(members.id, memberId));
  const locked = db.transact((tx) => lockUsage(tx, memberId, LIMIT));
  await expect(locked).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
