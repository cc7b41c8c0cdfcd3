import { and, eq, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { members } from '../member/member.table.ts';
import { pictures } from '../picture/picture.table.ts';
import type { Tx } from '../platform/db.ts';
import { storageUsage } from '../usage/usage.table.ts';
import { lockUsage } from '../usage/usage.ts';
import { uploadTickets } from './upload.table.ts';

/** How far a member's numbers were from the rows, in bytes and pictures; zeros are the promise. */
export type Drift = { usedBytes: number; reservedBytes: number; pictures: number };

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
        await recountAlbums(tx, memberId);
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

async function recountAlbums(tx: Tx, memberId: string): Promise<void> {
  const of = sql`from ${pictures} p where p.album_id = ${albums.id}`;
  await tx
    .update(albums)
    .set({
      pictureCount: sql`(select count(*) ${of} and p.lifecycle = 'LIVE')`,
      storedBytes: sql`(select coalesce(sum(p.byte_size), 0) ${of} and p.lifecycle <> 'DELETED')`,
    })
    .where(and(eq(albums.memberId, memberId), isNull(albums.deletedAt)));
}

/** Recounts every member; a drift is logged and counted, for it would be a bug. */
export async function recountUsage(deps: Pick<Deps, 'db' | 'locks' | 'config' | 'log'>): Promise<number> {
  let drifted = 0;
  for (let last = ''; ; ) {
    const batch = await deps.db
      .select({ id: members.id })
      .from(members)
      .where(and(isNull(members.deletedAt), sql`${members.id} > ${last}`))
      .orderBy(members.id)
      .limit(200);
    for (const { id } of batch) {
      const drift = await recountMember(deps, id);
      const bytes = Math.abs(drift.usedBytes) + Math.abs(drift.reservedBytes);
      if (bytes === 0 && drift.pictures === 0) continue;
      drifted += bytes;
      deps.log.error({ memberId: id, ...drift }, 'storage numbers had drifted and were put right');
    }
    const end = batch.at(-1);
    if (!end) return drifted;
    last = end.id;
  }
}
