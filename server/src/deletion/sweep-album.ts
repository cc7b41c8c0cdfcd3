import { and, eq, isNotNull, ne } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { pictures } from '../picture/picture.table.ts';
import { failpoint } from '../platform/failpoints.ts';
import { listForPurge } from './remove-pictures.ts';

const SEGMENT = 500;

/**
 * Puts the pictures of a deleted album, the trashed ones too, on the purge list, 500 a transaction, and then removes the
 * album's row. Nothing of it shows any more and its space is back already, so this needs no lock and may run twice, or stop
 * half-way.
 */
export async function sweepAlbum({ db }: Pick<Deps, 'db'>, albumId: string): Promise<void> {
  for (let left = SEGMENT; left === SEGMENT; ) {
    left = await db.transact(async (tx) => {
      const [album] = await tx
        .select({ id: albums.id })
        .from(albums)
        .where(and(eq(albums.id, albumId), isNotNull(albums.deletedAt)))
        .for('update');
      if (!album) return 0;
      const rows = await tx
        .select({ id: pictures.id, memberId: pictures.memberId, keyBase: pictures.keyBase })
        .from(pictures)
        .where(and(eq(pictures.albumId, albumId), ne(pictures.lifecycle, 'DELETED')))
        .limit(SEGMENT)
        .for('update');
      if (rows.length > 0) await listForPurge(tx, rows);
      if (rows.length < SEGMENT) await tx.delete(albums).where(eq(albums.id, albumId));
      return rows.length;
    });
    await failpoint('sweepAlbum.afterSegment');
  }
}

/**
 * Sweeps every deleted album whose event has not been seen to: what makes deletion independent of the broker.
 * @throws AggregateError of those that failed, after all others were swept.
 */
export async function sweepDeletedAlbums({ db }: Pick<Deps, 'db'>): Promise<void> {
  const deleted = await db
    .select({ id: albums.id })
    .from(albums)
    .where(isNotNull(albums.deletedAt))
    .orderBy(albums.deletedAt)
    .limit(SEGMENT);
  const errors: unknown[] = [];
  for (const { id } of deleted) await sweepAlbum({ db }, id).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} albums are not swept yet.`);
}
