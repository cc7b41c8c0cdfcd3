import { and, asc, eq, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { affected, type Db } from '../platform/db.ts';
import { now, nowPlus } from '../platform/time.ts';
import { type OutboxEventRow, outboxEvents, outboxPartitions } from './outbox.table.ts';
import { PARTS } from './outbox.ts';

/** The right to send one share of the aggregates, for a while. */
export type Lease = { part: number; owner: string; epoch: number; endsAt: number };

/** An event that the broker would not have, and why. */
export type Refusal = { row: OutboxEventRow; reason: string };

const LEASE_SECONDS = 10;
const BATCH = 200;
const MAX_ATTEMPTS = 20;
const MAX_BACK_OFF_SECONDS = 60;
/** A parked event's next try: never by itself. Its aggregate waits behind it, so that the order holds. */
const NEVER = '9999-12-31 00:00:00.000000';

/** Makes the rows that relays lease; a repeat changes nothing. */
export async function preparePartitions(db: Db): Promise<void> {
  await db
    .insert(outboxPartitions)
    .values(Array.from({ length: PARTS }, (_, part) => ({ part })))
    .onDuplicateKeyUpdate({ set: { part: sql`part` } });
}

/** The shares that have something to send now. */
export async function partsToSend(db: Db): Promise<number[]> {
  const rows = await db
    .selectDistinct({ part: outboxEvents.part })
    .from(outboxEvents)
    .where(sendable(await blockedAggregates(db)));
  return rows.map((row) => row.part);
}

// A refused event holds back the later ones of its aggregate, and of no other.
async function blockedAggregates(db: Db): Promise<string[]> {
  const rows = await db
    .selectDistinct({ aggregate: outboxEvents.aggregate })
    .from(outboxEvents)
    .where(sql`${outboxEvents.nextAt} > now(6)`);
  return rows.map((row) => row.aggregate);
}

const sendable = (blocked: string[]): SQL | undefined =>
  and(
    isNull(outboxEvents.sentAt),
    blocked.length > 0 ? notInArray(outboxEvents.aggregate, blocked) : undefined,
  );

/** Takes the lease of a share that nobody holds; one short statement, and no lock stays. */
export async function claimPartition(db: Db, part: number, owner: string): Promise<Lease | undefined> {
  const askedAt = performance.now();
  const claimed = await db
    .update(outboxPartitions)
    .set({ owner, epoch: sql`epoch + 1`, leaseUntil: nowPlus(LEASE_SECONDS) })
    .where(and(eq(outboxPartitions.part, part), sql`(lease_until is null or lease_until < now(6))`));
  if (affected(claimed) === 0) return undefined;
  const [row] = await db
    .select({ epoch: outboxPartitions.epoch })
    .from(outboxPartitions)
    .where(and(eq(outboxPartitions.part, part), eq(outboxPartitions.owner, owner)));
  return row && { part, owner, epoch: row.epoch, endsAt: askedAt + LEASE_SECONDS * 1_000 };
}

/** The oldest events to send of the leased share, in order; `more` where there may be others behind them. */
export async function readBatch(db: Db, lease: Lease): Promise<{ rows: OutboxEventRow[]; more: boolean }> {
  const rows = await db
    .select()
    .from(outboxEvents)
    .where(and(eq(outboxEvents.part, lease.part), sendable(await blockedAggregates(db))))
    .orderBy(asc(outboxEvents.id))
    .limit(BATCH);
  return { rows, more: rows.length === BATCH };
}

/**
 * Notes what became of a batch, and renews the lease or gives it back, in one transaction under the epoch: where another
 * relay took over meanwhile nothing is written, and the answer is false. The other one sends again what this one sent.
 */
export async function settleBatch(
  db: Db,
  lease: Lease,
  batch: { taken: OutboxEventRow[]; refused: Refusal[]; keep: boolean },
): Promise<boolean> {
  const askedAt = performance.now();
  const settled = await db.transact(async (tx) => {
    const fenced = await tx
      .update(outboxPartitions)
      .set({ leaseUntil: batch.keep ? nowPlus(LEASE_SECONDS) : null })
      .where(
        and(
          eq(outboxPartitions.part, lease.part),
          eq(outboxPartitions.owner, lease.owner),
          eq(outboxPartitions.epoch, lease.epoch),
        ),
      );
    if (affected(fenced) === 0) return false;
    const ids = batch.taken.map((row) => row.id);
    if (ids.length > 0)
      await tx
        .update(outboxEvents)
        .set({ sentAt: now, nextAt: null, lastError: null })
        .where(inArray(outboxEvents.id, ids));
    for (const { row, reason } of batch.refused) {
      const attempts = row.attempts + 1;
      const parked = attempts >= MAX_ATTEMPTS;
      await tx
        .update(outboxEvents)
        .set({
          attempts,
          lastError: reason.slice(0, 500),
          nextAt: parked ? NEVER : nowPlus(backOffSeconds(attempts)),
          parkedAt: parked ? now : null,
        })
        .where(eq(outboxEvents.id, row.id));
    }
    return true;
  });
  if (settled) lease.endsAt = askedAt + LEASE_SECONDS * 1_000;
  return settled;
}

// Half a second, doubled each time to a minute, and a quarter more or less so that many do not come at once.
const backOffSeconds = (attempts: number): number =>
  Math.min(MAX_BACK_OFF_SECONDS, 0.5 * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);
