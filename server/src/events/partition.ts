import { and, asc, eq, gt, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
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

/** What there is to send: in which shares, and which aggregates must wait behind a refused event of theirs. */
export type Backlog = { parts: number[]; blocked: string[] };

/** Looks at the whole outbox; one statement where nothing is blocked. */
export async function readBacklog(db: Db): Promise<Backlog> {
  const waiting = await db
    .selectDistinct({ part: sql<number | null>`part`, aggregate: sql<string | null>`null` })
    .from(outboxEvents)
    .where(isNull(outboxEvents.sentAt))
    .unionAll(
      db
        .selectDistinct({ part: sql<number | null>`null`, aggregate: sql<string | null>`aggregate` })
        .from(outboxEvents)
        .where(gt(outboxEvents.nextAt, now)),
    );
  const blocked = waiting.flatMap(({ aggregate }) => aggregate ?? []);
  if (blocked.length === 0) return { parts: waiting.flatMap(({ part }) => part ?? []), blocked };
  const parts = await db
    .selectDistinct({ part: outboxEvents.part })
    .from(outboxEvents)
    .where(and(isNull(outboxEvents.sentAt), notInArray(outboxEvents.aggregate, blocked)));
  return { parts: parts.map(({ part }) => part), blocked };
}

/** Takes the lease of a share that nobody holds, in one short statement; no lock stays. */
export async function claimPartition(db: Db, part: number, owner: string): Promise<Lease | undefined> {
  const askedAt = performance.now();
  const claimed = await db
    .update(outboxPartitions)
    // last_insert_id(x) is x, and tells it to this connection: the epoch comes back without another question.
    .set({ owner, epoch: sql`last_insert_id(epoch + 1)`, leaseUntil: nowPlus(LEASE_SECONDS) })
    .where(and(eq(outboxPartitions.part, part), sql`(lease_until is null or lease_until < now(6))`));
  if (affected(claimed) === 0) return undefined;
  return { part, owner, epoch: claimed[0].insertId, endsAt: askedAt + LEASE_SECONDS * 1_000 };
}

/**
 * The oldest events to send of the leased share, in order; `more` where there may be others behind them.
 * @param blocked aggregates to leave out; those that were refused since it was read are left out too.
 */
export async function readBatch(
  db: Db,
  lease: Lease,
  blocked: string[],
): Promise<{ rows: OutboxEventRow[]; more: boolean }> {
  const found = await db
    .select({ row: outboxEvents, waits: sql<number>`coalesce(${outboxEvents.nextAt} > now(6), 0)` })
    .from(outboxEvents)
    .where(
      and(
        isNull(outboxEvents.sentAt),
        eq(outboxEvents.part, lease.part),
        blocked.length > 0 ? notInArray(outboxEvents.aggregate, blocked) : undefined,
      ),
    )
    .orderBy(asc(outboxEvents.id))
    .limit(BATCH);
  const waiting = new Set(found.flatMap(({ row, waits }) => (waits ? row.aggregate : [])));
  const rows = found.flatMap(({ row }) => (waiting.has(row.aggregate) ? [] : row));
  return { rows, more: found.length === BATCH };
}

const held = (lease: Lease) =>
  and(
    eq(outboxPartitions.part, lease.part),
    eq(outboxPartitions.owner, lease.owner),
    eq(outboxPartitions.epoch, lease.epoch),
  );

/**
 * Notes what became of a batch, and renews the lease or gives it back, all or nothing and under the epoch: where another
 * relay took over meanwhile nothing is written, and the answer is false. The other one sends again what this one sent.
 */
export async function settleBatch(
  db: Db,
  lease: Lease,
  batch: { taken: OutboxEventRow[]; refused: Refusal[]; keep: boolean },
): Promise<boolean> {
  const askedAt = performance.now();
  const leaseUntil = batch.keep ? nowPlus(LEASE_SECONDS) : sql`null`;
  const settled =
    batch.refused.length === 0 && batch.taken.length > 0
      ? await settleTaken(db, lease, batch.taken, leaseUntil)
      : await settleEach(db, lease, batch, leaseUntil);
  if (settled) lease.endsAt = askedAt + LEASE_SECONDS * 1_000;
  return settled;
}

// What nearly every batch is: both tables in one statement, which is a transaction of its own.
async function settleTaken(db: Db, lease: Lease, taken: OutboxEventRow[], leaseUntil: SQL): Promise<boolean> {
  const ids = taken.map((row) => row.id);
  const result = await db.execute(sql`
    update ${outboxPartitions} join ${outboxEvents} on ${outboxEvents.part} = ${outboxPartitions.part}
    set ${outboxEvents.sentAt} = ${now}, ${outboxEvents.nextAt} = null, ${outboxEvents.lastError} = null,
      ${outboxPartitions.leaseUntil} = ${leaseUntil}
    where ${held(lease)} and ${inArray(outboxEvents.id, ids)}`);
  return affected(result) > 0;
}

async function settleEach(
  db: Db,
  lease: Lease,
  { taken, refused }: { taken: OutboxEventRow[]; refused: Refusal[] },
  leaseUntil: SQL,
): Promise<boolean> {
  return db.transact(async (tx) => {
    const fenced = await tx.update(outboxPartitions).set({ leaseUntil }).where(held(lease));
    if (affected(fenced) === 0) return false;
    const ids = taken.map((row) => row.id);
    if (ids.length > 0)
      await tx
        .update(outboxEvents)
        .set({ sentAt: now, nextAt: null, lastError: null })
        .where(inArray(outboxEvents.id, ids));
    for (const { row, reason } of refused) {
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
}

// Half a second, doubled each time to a minute, and a quarter more or less so that many do not come at once.
const backOffSeconds = (attempts: number): number =>
  Math.min(MAX_BACK_OFF_SECONDS, 0.5 * 2 ** (attempts - 1)) * (0.75 + Math.random() / 2);
