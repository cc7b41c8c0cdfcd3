import { and, eq } from 'drizzle-orm';
import { requireAlbum } from '../album/album.read.ts';
import { type AlbumRow, albums } from '../album/album.table.ts';
import { readAlbumName } from '../album/album-name.ts';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import type { Tx } from '../platform/db.ts';
import { badInput, notFound } from '../platform/errors.ts';
import { now } from '../platform/time.ts';
import { pictures } from './picture.table.ts';

/** The row ids and texts of an update; an absent field stays, and an undecodable cover id is ''. */
export type AlbumChange = {
  albumId: string | undefined;
  name?: string | null;
  coverPictureId?: string | null;
  pictureOrder?: AlbumRow['pictureOrder'] | null;
};

/**
 * Renames an album, or chooses its cover or the order of its pictures; a null cover gives the choice back to the newest.
 * @throws AppError NOT_FOUND for an album that is not the viewer's or a picture that is not in it; BAD_USER_INPUT for a
 * name that breaks the rule, or none.
 */
export async function updateAlbum(
  { db, feed }: Pick<Deps, 'db' | 'feed'>,
  { memberId }: Viewer,
  { albumId, name, coverPictureId, pictureOrder }: AlbumChange,
): Promise<AlbumRow> {
  if (name === null) throw badInput("An album's name can't be taken away.");
  if (pictureOrder === null) throw badInput("An album's pictures stand in some order: ADDED or TAKEN.");
  const newName = name === undefined ? undefined : readAlbumName(name);
  return db.transact(async (tx) => {
    const album = await requireAlbum(tx, memberId, albumId);
    if ([newName, coverPictureId, pictureOrder].every((field) => field === undefined)) return album;
    if (typeof coverPictureId === 'string') await requirePictureOf(tx, album.id, coverPictureId);
    await tx
      .update(albums)
      .set({ name: newName, coverPictureId, pictureOrder, updatedAt: now })
      .where(eq(albums.id, album.id));
    tx.afterCommit(() => feed.tell(memberId, { albums: [album.id] }));
    return requireAlbum(tx, memberId, album.id);
  });
}

async function requirePictureOf(tx: Tx, albumId: string, pictureId: string): Promise<void> {
  const [picture] = await tx
    .select({ id: pictures.id })
    .from(pictures)
    .where(and(eq(pictures.id, pictureId), eq(pictures.albumId, albumId), eq(pictures.lifecycle, 'LIVE')));
  if (!picture) throw notFound('picture');
}
