import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { readAlbums, requireAlbum } from '../album/album.read.ts';
import { type AlbumRow, albums } from '../album/album.table.ts';
import { countPictures } from '../album/count-pictures.ts';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { affected, type Tx } from '../platform/db.ts';
import { notFound } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { lockUsage } from '../usage/usage.ts';
import { batchOf, lockPictures } from './lock-pictures.ts';
import { readPictures, type ShownPicture } from './picture.read.ts';
import { type PictureRow, pictures } from './picture.table.ts';

/** What a move has come to: the pictures that are in the album now, and the albums that others of them left. */
export type Move = { pictures: ShownPicture[]; album: AlbumRow; sourceAlbums: AlbumRow[] };

/**
 * Moves shown pictures into another album of the viewer; what they occupy stays as it is. Ids that are not the viewer's
 * shown pictures are passed over, and one that is there already stays, so that a repeat answers the same pictures.
 * @throws AppError NOT_FOUND where the viewer has no such album.
 */
export async function movePictures(
  { db, feed, locks, config }: Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>,
  { memberId }: Viewer,
  pictureIds: (string | undefined)[],
  albumId: string | undefined,
): Promise<Move> {
  const wanted = batchOf(pictureIds);
  if (!albumId) throw notFound('album');
  const moved = await locks.run(memberId, (signal) =>
    db.transact(async (tx) => {
      await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
      await lockAlbum(tx, memberId, albumId);
      const rows = wanted.length === 0 ? [] : await lockPictures(tx, memberId, wanted, ['LIVE']);
      const leaving = rows.filter((row) => row.albumId !== albumId);
      if (leaving.length > 0) await move(tx, leaving, albumId);
      return leaving;
    }, signal),
  );
  const sources = [...new Set(moved.map((row) => row.albumId))];
  if (moved.length > 0)
    feed.tell(memberId, { pictures: moved.map((row) => row.id), albums: [albumId, ...sources] });
  const [album, left, found] = await Promise.all([
    requireAlbum(db, memberId, albumId),
    sources.length === 0 ? [] : readAlbums(db, memberId, sources),
    wanted.length === 0 ? [] : readPictures(db, memberId, wanted),
  ]);
  const there = new Map(
    found.filter((row) => row.albumId === albumId && row.trashedAt === null).map((row) => [row.id, row]),
  );
  return { album, sourceAlbums: left, pictures: wanted.flatMap((id) => there.get(id) ?? []) };
}

/** Deletion of the album locks it too: either it is gone here, or the pictures go with it. */
async function lockAlbum(tx: Tx, memberId: string, albumId: string): Promise<void> {
  const [album] = await tx
    .select({ id: albums.id })
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.memberId, memberId), isNull(albums.deletedAt)))
    .for('update');
  if (!album) throw notFound('album');
}

async function move(tx: Tx, rows: PictureRow[], albumId: string): Promise<void> {
  const ids = rows.map((row) => row.id);
  const moved = await tx
    .update(pictures)
    .set({ albumId })
    .where(and(inArray(pictures.id, ids), eq(pictures.lifecycle, 'LIVE'), ne(pictures.albumId, albumId)));
  if (affected(moved) !== rows.length) throw new Error('A picture moved while its row was locked.');
  await failpoint('move.afterMove');
  const bytesOf = (those: PictureRow[]) => those.reduce((sum, row) => sum + row.byteSize, 0);
  for (const [source, those] of Map.groupBy(rows, (row) => row.albumId))
    await countPictures(tx, source, { pictures: -those.length, bytes: -bytesOf(those) });
  await failpoint('move.afterSources');
  await countPictures(tx, albumId, { pictures: rows.length, bytes: bytesOf(rows) });
}
