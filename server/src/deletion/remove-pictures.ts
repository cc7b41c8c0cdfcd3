import { and, inArray, ne, sql } from 'drizzle-orm';
import { countPictures } from '../album/count-pictures.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { changeUsage } from '../usage/usage.ts';

/** Deletes shown and trashed pictures for good, inside the caller's transaction that locked their rows and the usage. */
export async function removePictures(
  tx: Tx,
  memberId: string,
  rows: PictureRow[],
  defaultLimit: number,
): Promise<void> {
  if (rows.length === 0) return;
  const { pictures: shown, bytes } = sumOf(rows);
  await changeUsage(tx, memberId, { usedBytes: -bytes, pictures: -shown }, defaultLimit);
  for (const [albumId, gone] of Map.groupBy(rows, (row) => row.albumId)) {
    const sum = sumOf(gone);
    await countPictures(tx, albumId, { pictures: -sum.pictures, bytes: -sum.bytes });
  }
  await failpoint('delete.afterUsage');
  await listForPurge(tx, rows);
}

const sumOf = (rows: PictureRow[]) => ({
  pictures: rows.filter((row) => row.lifecycle === 'LIVE').length,
  bytes: rows.reduce((sum, row) => sum + row.byteSize, 0),
});

/** Turns locked rows into deleted ones and puts their bytes on the purge list, inside the caller's transaction. */
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
        ne(pictures.lifecycle, 'DELETED'),
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
