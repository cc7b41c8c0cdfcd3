import { and, eq, inArray, isNull } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Tx } from '../platform/db.ts';
import { badInput } from '../platform/errors.ts';
import { type PictureRow, pictures } from './picture.table.ts';

/** The most pictures that one mutation takes. */
const MAX_BATCH = 100;

/**
 * The row ids of a batch, each once and without those that name no picture.
 * @throws AppError BAD_USER_INPUT above 100.
 */
export function batchOf(pictureIds: (string | undefined)[]): string[] {
  if (pictureIds.length > MAX_BATCH) throw badInput(`Name ${MAX_BATCH} pictures at most at a time.`);
  return [...new Set(pictureIds.filter((id) => id !== undefined))];
}

/** Locks those of the pictures that are the member's, in albums that are there, and in one of these lifecycles. */
export async function lockPictures(
  tx: Tx,
  memberId: string,
  ids: string[],
  lifecycles: PictureRow['lifecycle'][],
): Promise<PictureRow[]> {
  const rows = await tx
    .select({ picture: pictures })
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(
      and(
        inArray(pictures.id, ids),
        eq(pictures.memberId, memberId),
        inArray(pictures.lifecycle, lifecycles),
      ),
    )
    .for('update');
  return rows.map((row) => row.picture);
}
