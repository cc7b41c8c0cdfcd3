import { and, eq, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import type { Viewer } from '../member/authenticate.ts';
import { notFound } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { closeTickets } from '../upload/close-tickets.ts';
import { uploadTickets } from '../upload/upload.table.ts';
import { readUsage } from '../usage/usage.read.ts';
import { changeUsage, lockUsage, type Storage } from '../usage/usage.ts';

/**
 * Deletes an album with its pictures and ends its open tickets. However many pictures it holds, it costs the same: the
 * album's own counters leave the usage, and its pictures' rows follow in the background.
 * @throws AppError NOT_FOUND where the viewer has no such album.
 */
export async function deleteAlbum(
  { db, feed, locks, config }: Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>,
  viewer: Viewer,
  albumId: string | undefined,
): Promise<Storage> {
  if (!albumId) throw notFound('album');
  const { memberId } = viewer;
  await locks.run(memberId, (signal) =>
    db.transact(async (tx) => {
      await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
      const [album] = await tx
        .select()
        .from(albums)
        .where(and(eq(albums.id, albumId), eq(albums.memberId, memberId), isNull(albums.deletedAt)))
        .for('update');
      if (!album) throw notFound('album');
      await tx.update(albums).set({ deletedAt: sql`now(6)` }).where(eq(albums.id, albumId));
      await failpoint('deleteAlbum.afterTombstone');
      const gone = { usedBytes: -album.storedBytes, pictures: -album.pictureCount };
      await changeUsage(tx, memberId, gone, config.STORAGE_LIMIT_BYTES);
      const open = await tx
        .select()
        .from(uploadTickets)
        .where(and(eq(uploadTickets.albumId, albumId), eq(uploadTickets.state, 'OPEN')))
        .for('update');
      await closeTickets(tx, memberId, open, 'ALBUM_DELETED', config.STORAGE_LIMIT_BYTES);
      await failpoint('deleteAlbum.afterTickets');
      await record(tx, {
        type: 'album.deleted',
        aggregate: `album:${albumId}`,
        payload: { albumId, memberId },
      });
      tx.afterCommit(() => feed.tell(memberId, { albums: [albumId] }));
    }, signal),
  );
  return readUsage(db, memberId, config.STORAGE_LIMIT_BYTES);
}
