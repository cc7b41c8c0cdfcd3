import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { badInput } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { readUsage } from '../usage/usage.read.ts';
import { changeUsage, lockUsage, type Storage } from '../usage/usage.ts';

const MAX_BATCH = 100;

/**
 * Deletes the viewer's pictures for good: gone from every list and from usedBytes at once, their bytes by the batch later.
 * Ids that are not the viewer's pictures are passed over. Answers the ids it deleted.
 */
export async function deletePictures(
  { db, feed, locks, config }: Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>,
  viewer: Viewer,
  pictureIds: (string | undefined)[],
): Promise<{ deletedIds: string[]; storage: Storage }> {
  if (pictureIds.length > MAX_BATCH) throw badInput(`Delete ${MAX_BATCH} pictures at most at a time.`);
  const wanted = [...new Set(pictureIds.filter((id) => id !== undefined))];
  const deleted =
    wanted.length === 0
      ? []
      : await locks.run(viewer.memberId, (signal) =>
          db.transact(async (tx) => {
            await lockUsage(tx, viewer.memberId, config.STORAGE_LIMIT_BYTES);
            const rows = await liveOnes(tx, viewer.memberId, wanted);
            await removePictures(tx, viewer.memberId, rows, config.STORAGE_LIMIT_BYTES);
            return rows;
          }, signal),
        );
  const ids = new Set(deleted.map((row) => row.id));
  feed.tell(viewer.memberId, { removed: [...ids], albums: [...new Set(deleted.map((row) => row.albumId))] });
  return {
    deletedIds: wanted.filter((id) => ids.has(id)),
    storage: await readUsage(db, viewer.memberId, config.STORAGE_LIMIT_BYTES),
  };
}

async function liveOnes(tx: Tx, memberId: string, ids: string[]): Promise<PictureRow[]> {
  const rows = await tx
    .select({ picture: pictures })
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(and(inArray(pictures.id, ids), eq(pictures.memberId, memberId), eq(pictures.lifecycle, 'LIVE')))
    .for('update');
  return rows.map((row) => row.picture);
}

async function removePictures(
  tx: Tx,
  memberId: string,
  rows: PictureRow[],
  defaultLimit: number,
): Promise<void> {
  if (rows.length === 0) return;
  const bytes = rows.reduce((sum, row) => sum + row.byteSize, 0);
  await changeUsage(tx, memberId, { usedBytes: -bytes, pictures: -rows.length }, defaultLimit);
  for (const [albumId, gone] of Map.groupBy(rows, (row) => row.albumId))
    await tx
      .update(albums)
      .set({
        pictureCount: sql`picture_count - ${gone.length}`,
        storedBytes: sql`stored_bytes - ${gone.reduce((sum, row) => sum + row.byteSize, 0)}`,
      })
      .where(eq(albums.id, albumId));
  await failpoint('delete.afterUsage');
  await listForPurge(tx, rows);
}

/** Turns live rows into deleted ones and puts their bytes on the purge list, inside the caller's transaction. */
export async function listForPurge(
  tx: Tx,
  rows: Pick<PictureRow, 'id' | 'memberId' | 'keyBase'>[],
): Promise<void> {
  const turned = await tx
    .update(pictures)
    .set({ lifecycle: 'DELETED' })
    .where(
      and(
        inArray(
          pictures.id,
          rows.map((row) => row.id),
        ),
        eq(pictures.lifecycle, 'LIVE'),
      ),
    );
  if (affected(turned) !== rows.length) throw new Error('A picture was deleted while its row was locked.');
  await failpoint('delete.afterTurn');
  await tx
    .insert(objectPurges)
    .values(
      rows.map((row) => ({ id: newId(), memberId: row.memberId, keyBase: row.keyBase, pictureId: row.id })),
    )
    .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
}
