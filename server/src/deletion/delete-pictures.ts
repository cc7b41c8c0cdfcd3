import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { batchOf, lockPictures } from '../picture/lock-pictures.ts';
import { readUsage } from '../usage/usage.read.ts';
import { lockUsage, type Storage } from '../usage/usage.ts';
import { removePictures } from './remove-pictures.ts';

/**
 * Deletes the viewer's pictures for good, shown or in the trash: gone from every list and from usedBytes at once, their
 * bytes by the batch later. Ids that are not the viewer's pictures are passed over. Answers the ids it deleted.
 */
export async function deletePictures(
  { db, feed, locks, config }: Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>,
  { memberId }: Viewer,
  pictureIds: (string | undefined)[],
): Promise<{ deletedIds: string[]; storage: Storage }> {
  const wanted = batchOf(pictureIds);
  const deleted =
    wanted.length === 0
      ? []
      : await locks.run(memberId, (signal) =>
          db.transact(async (tx) => {
            await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
            const rows = await lockPictures(tx, memberId, wanted, ['LIVE', 'TRASHED']);
            await removePictures(tx, memberId, rows, config.STORAGE_LIMIT_BYTES);
            return rows;
          }, signal),
        );
  const ids = new Set(deleted.map((row) => row.id));
  feed.tell(memberId, { removed: [...ids], albums: [...new Set(deleted.map((row) => row.albumId))] });
  return {
    deletedIds: wanted.filter((id) => ids.has(id)),
    storage: await readUsage(db, memberId, config.STORAGE_LIMIT_BYTES),
  };
}
