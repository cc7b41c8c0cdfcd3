import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { record } from '../events/outbox.ts';
import { locationFreeVersion } from '../media/media-pipeline.ts';
import type { Viewer } from '../member/authenticate.ts';
import type { Tx } from '../platform/db.ts';
import { batchOf, lockPictures } from './lock-pictures.ts';
import { type PictureRow, pictures } from './picture.table.ts';

// A message may be lost with a broker, or lie with the dead letters; asking twice does no harm.
const ASK_AGAIN_MINUTES = 15;

/**
 * Asks for copies of the viewer's READY pictures without their location: of a file that nobody could read, nobody knows what
 * it tells. What is there or on its way is not asked for again, what failed or waits for long is; ids that are not the
 * viewer's pictures are passed over. Answers the ids of those that are.
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
    const onItsWay = await readOnItsWay(
      tx,
      rows.filter(isWaiting).map(({ id }) => id),
    );
    const lacking = rows
      .filter((row) => lacksCopy(row) || (isWaiting(row) && !onItsWay.has(row.id)))
      .map(({ id }) => id);
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

const isWaiting = ({ locationFreeState }: PictureRow): boolean => locationFreeState === 'WAITING';

/** Those of the pictures whose copy was asked for a short while ago, or not even of a worker yet. */
async function readOnItsWay(tx: Tx, pictureIds: string[]): Promise<Set<string>> {
  if (pictureIds.length === 0) return new Set();
  const asked = await tx
    .select({ aggregate: outboxEvents.aggregate })
    .from(outboxEvents)
    .where(
      and(
        inArray(
          outboxEvents.aggregate,
          pictureIds.map((id) => `picture:${id}`),
        ),
        eq(outboxEvents.type, 'picture.location-free-wanted'),
        or(
          isNull(outboxEvents.sentAt),
          gt(outboxEvents.sentAt, sql`now(6) - interval ${ASK_AGAIN_MINUTES} minute`),
        ),
      ),
    );
  return new Set(asked.map(({ aggregate }) => aggregate.slice('picture:'.length)));
}

const lacksCopy = ({ locationFreeState, locationFreeVersion: version }: PictureRow): boolean =>
  locationFreeState === null || locationFreeState === 'FAILED' || version !== locationFreeVersion;
