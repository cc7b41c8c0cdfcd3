import { and, eq, isNull, sql } from 'drizzle-orm';
import { affected, type Tx } from '../platform/db.ts';
import { albums } from './album.table.ts';

/** What comes into an album, or with negative numbers leaves it: shown pictures, and bytes of shown and trashed ones. */
export type AlbumChange = { pictures: number; bytes: number };

/**
 * Adds to the counters of an album that is there, in the transaction that changes its pictures.
 * @throws Error where the album went, or a counter would fall below zero: the transaction must then roll back.
 */
export async function countPictures(
  tx: Tx,
  albumId: string,
  { pictures, bytes }: AlbumChange,
): Promise<void> {
  const counted = await tx
    .update(albums)
    .set({
      pictureCount: sql`cast(picture_count as signed) + ${pictures}`,
      storedBytes: sql`cast(stored_bytes as signed) + ${bytes}`,
    })
    .where(
      and(
        eq(albums.id, albumId),
        isNull(albums.deletedAt),
        sql`cast(picture_count as signed) + ${pictures} >= 0`,
        sql`cast(stored_bytes as signed) + ${bytes} >= 0`,
      ),
    );
  if (affected(counted) !== 1) throw new Error(`Album ${albumId} does not allow the change.`);
}
