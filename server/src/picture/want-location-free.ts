import { inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import { locationFreeVersion } from '../media/media-pipeline.ts';
import type { Viewer } from '../member/authenticate.ts';
import { batchOf, lockPictures } from './lock-pictures.ts';
import { type PictureRow, pictures } from './picture.table.ts';

/**
 * Asks for copies of the viewer's READY pictures without their location: of a file that nobody could read, nobody knows what
 * it tells. What is there or on its way is not asked for again, what failed is; ids that are not the viewer's pictures are
 * passed over. Answers the ids of those that are.
 */
export function wantLocationFree(
  { db }: Pick<Deps, 'db'>,
  { memberId }: Viewer,
  pictureIds: (string | undefined)[],
): Promise<string[]> {
  const ids = batchOf(pictureIds);
  return db.transact(async (tx) => {
    const found = ids.length === 0 ? [] : await lockPictures(tx, memberId, ids, ['LIVE']);
    const rows = found.filter(({ state }) => state === 'READY');
    const lacking = rows.filter(lacksCopy).map(({ id }) => id);
    if (lacking.length > 0)
      await tx
        .update(pictures)
        .set({ locationFreeState: 'WAITING', locationFreeVersion })
        .where(inArray(pictures.id, lacking));
    for (const pictureId of lacking)
      await record(tx, {
        type: 'picture.location-free-wanted',
        aggregate: `picture:${pictureId}`,
        payload: { pictureId, memberId },
      });
    return rows.map(({ id }) => id);
  });
}

const lacksCopy = ({ locationFreeState, locationFreeVersion: version }: PictureRow): boolean =>
  locationFreeState === null || locationFreeState === 'FAILED' || version !== locationFreeVersion;
