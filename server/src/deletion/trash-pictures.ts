import { and, eq, inArray } from 'drizzle-orm';
import { countPictures } from '../album/count-pictures.ts';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { batchOf, lockPictures } from '../picture/lock-pictures.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { now } from '../platform/time.ts';
import { readUsage } from '../usage/usage.read.ts';
import { changeUsage, lockUsage, type Storage } from '../usage/usage.ts';

type Needs = Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>;

/** Pictures that are as wished, and the albums they belong to. */
type Outcome = { ids: string[]; albumIds: string[]; storage: Storage };

/**
 * Puts the viewer's pictures into the trash: out of every list and count, but not out of usedBytes. Ids that are not the
 * viewer's pictures are passed over. Answers those that are in the trash now, so that a repeat answers the same.
 */
export const trashPictures = (
  needs: Needs,
  viewer: Viewer,
  pictureIds: (string | undefined)[],
): Promise<Outcome> => turnPictures(needs, viewer, pictureIds, 'LIVE', 'TRASHED');

/**
 * Takes the viewer's pictures out of the trash, back into their albums. Ids that are not the viewer's pictures, or are
 * deleted for good, are passed over. Answers those that are shown now, so that a repeat answers the same.
 */
export const restorePictures = (
  needs: Needs,
  viewer: Viewer,
  pictureIds: (string | undefined)[],
): Promise<Outcome> => turnPictures(needs, viewer, pictureIds, 'TRASHED', 'LIVE');

type Lifecycle = Exclude<PictureRow['lifecycle'], 'DELETED'>;

async function turnPictures(
  { db, feed, locks, config }: Needs,
  { memberId }: Viewer,
  pictureIds: (string | undefined)[],
  from: Lifecycle,
  to: Lifecycle,
): Promise<Outcome> {
  const wanted = batchOf(pictureIds);
  const found =
    wanted.length === 0
      ? []
      : await locks.run(memberId, (signal) =>
          db.transact(async (tx) => {
            await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
            const rows = await lockPictures(tx, memberId, wanted, ['LIVE', 'TRASHED']);
            const turning = rows.filter((row) => row.lifecycle === from);
            if (turning.length > 0) await turn(tx, memberId, turning, to, config.STORAGE_LIMIT_BYTES);
            return rows;
          }, signal),
        );
  const albumIds = [...new Set(found.map((row) => row.albumId))];
  const turned = found.filter((row) => row.lifecycle === from).map((row) => row.id);
  if (turned.length > 0)
    feed.tell(memberId, { [to === 'LIVE' ? 'pictures' : 'removed']: turned, albums: albumIds });
  const ids = new Set(found.map((row) => row.id));
  return {
    ids: wanted.filter((id) => ids.has(id)),
    albumIds,
    storage: await readUsage(db, memberId, config.STORAGE_LIMIT_BYTES),
  };
}

async function turn(
  tx: Tx,
  memberId: string,
  rows: PictureRow[],
  to: Lifecycle,
  defaultLimit: number,
): Promise<void> {
  const from: Lifecycle = to === 'LIVE' ? 'TRASHED' : 'LIVE';
  const ids = rows.map((row) => row.id);
  const turned = await tx
    .update(pictures)
    .set({ lifecycle: to, trashedAt: to === 'TRASHED' ? now : null })
    .where(and(inArray(pictures.id, ids), eq(pictures.lifecycle, from)));
  if (affected(turned) !== rows.length) throw new Error('A picture was turned while its row was locked.');
  await failpoint('trash.afterTurn');
  const sign = to === 'LIVE' ? 1 : -1;
  await changeUsage(tx, memberId, { pictures: sign * rows.length }, defaultLimit);
  await failpoint('trash.afterUsage');
  for (const [albumId, those] of Map.groupBy(rows, (row) => row.albumId))
    await countPictures(tx, albumId, { pictures: sign * those.length, bytes: 0 });
}
