import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { members } from '../member/member.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { storageUsage } from '../usage/usage.table.ts';
import { lockUsage } from '../usage/usage.ts';
import { uploadTickets } from './upload.table.ts';

/** How far a member's numbers were from the rows, in bytes and pictures, and in how many albums; zeros are the promise. */
export type Drift = { usedBytes: number; reservedBytes: number; pictures: number; albums: number };

/**
 * Compares one member's numbers with the rows they are the sum of, and puts them right. Needs true exclusion, so it runs
 * under the lock only while Redis grants it.
 * @throws AppError UNAVAILABLE while the lock is degraded.
 */
export function recountMember(
  { db, locks, config }: Pick<Deps, 'db' | 'locks' | 'config'>,
  memberId: string,
): Promise<Drift> {
  return locks.run(
    memberId,
    (signal) =>
      db.transact(async (tx) => {
        const before = await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
        const wrongAlbums = await recountAlbums(tx, memberId);
        const [live] = await tx
          .select({
            bytes: sql<string>`coalesce(sum(stored_bytes), 0)`,
            n: sql<string>`coalesce(sum(picture_count), 0)`,
          })
          .from(albums)
          .where(and(eq(albums.memberId, memberId), isNull(albums.deletedAt)));
        const [open] = await tx
          .select({ bytes: sql<string>`coalesce(sum(byte_size), 0)` })
          .from(uploadTickets)
          .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')));
        const [row] = await tx.select().from(storageUsage).where(eq(storageUsage.memberId, memberId));
        const right = {
          usedBytes: Number(live?.bytes ?? 0),
          reservedBytes: Number(open?.bytes ?? 0),
          pictureCount: Number(live?.n ?? 0),
        };
        const drift = {
          usedBytes: before.usedBytes - right.usedBytes,
          reservedBytes: before.reservedBytes - right.reservedBytes,
          pictures: (row?.pictureCount ?? 0) - right.pictureCount,
          albums: wrongAlbums,
        };
        if (drift.usedBytes || drift.reservedBytes || drift.pictures)
          await tx
            .update(storageUsage)
            .set({ ...right, version: sql`version + 1` })
            .where(eq(storageUsage.memberId, memberId));
        return drift;
      }, signal),
    { failClosed: true },
  );
}

/** Puts the counters of the albums right whose counters are wrong. Answers how many those were. */
async function recountAlbums(tx: Tx, memberId: string): Promise<number> {
  const of = sql`from ${pictures} p where p.album_id = ${albums.id} and p.lifecycle <> 'DELETED'`;
  const right = {
    pictureCount: sql`(select coalesce(sum(p.lifecycle = 'LIVE'), 0) ${of})`,
    storedBytes: sql`(select coalesce(sum(p.byte_size), 0) ${of})`,
  };
  const wrong = sql`(picture_count <> ${right.pictureCount} or stored_bytes <> ${right.storedBytes})`;
  const mended = await tx
    .update(albums)
    .set(right)
    .where(and(eq(albums.memberId, memberId), isNull(albums.deletedAt), wrong));
  return affected(mended);
}

const SEGMENT = 200;

/**
 * Recounts every member. A drift would be a bug: it is put right, logged, and counted in the metrics. Alarm on any. A member
 * who can't be recounted now does not keep the others from it. Answers the bytes that had drifted.
 */
export async function recountUsage(
  deps: Pick<Deps, 'db' | 'locks' | 'config' | 'log' | 'metrics'>,
  signal?: AbortSignal,
): Promise<number> {
  const { db, log, metrics } = deps;
  const recounted = metrics.counter(
    'storage_recounted_total',
    'Members whose numbers were compared with their rows',
    ['end'],
  );
  const drifted = metrics.counter(
    'storage_drift_bytes_total',
    'Bytes that numbers were off, put right by recounts',
  );
  let bytes = 0;
  for (let last = ''; !signal?.aborted; ) {
    const batch = await db
      .select({ id: members.id })
      .from(members)
      .where(and(isNull(members.deletedAt), gt(members.id, last)))
      .orderBy(members.id)
      .limit(SEGMENT);
    for (const { id } of batch)
      try {
        const drift = await recountMember(deps, id);
        const wrong = Object.values(drift).some((number) => number !== 0);
        recounted.inc({ end: wrong ? 'drifted' : 'exact' });
        if (!wrong) continue;
        const off = Math.abs(drift.usedBytes) + Math.abs(drift.reservedBytes);
        bytes += off;
        drifted.inc(off);
        log.error({ memberId: id, ...drift }, 'storage numbers had drifted and were put right');
      } catch (error) {
        recounted.inc({ end: 'failed' });
        log.warn({ err: error, memberId: id }, 'the storage of a member could not be recounted');
      }
    const end = batch.at(-1);
    if (!end) break;
    last = end.id;
  }
  return bytes;
}
