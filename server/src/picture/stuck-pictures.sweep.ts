import { and, eq, lt, ne, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { record } from '../events/outbox.ts';
import { pictures } from './picture.table.ts';

const SEGMENT = 200;
const STUCK_MINUTES = 60;

/**
 * Asks again for the renditions of pictures that have waited for an hour, and were not asked for within that hour: their
 * message was lost with a broker, or lies with the dead letters. Asking twice does no harm. Answers how many.
 */
export async function restartStuckPictures({ db, log }: Pick<Deps, 'db' | 'log'>): Promise<number> {
  const hourAgo = sql`now(6) - interval ${STUCK_MINUTES} minute`;
  const asked = sql`exists (select 1 from ${outboxEvents} e where e.aggregate = concat('picture:', ${pictures.id}) and (e.sent_at is null or e.sent_at > ${hourAgo}))`;
  const stuck = await db
    .select({ pictureId: pictures.id, memberId: pictures.memberId })
    .from(pictures)
    .where(
      and(
        eq(pictures.state, 'PROCESSING'),
        lt(pictures.createdAt, hourAgo),
        ne(pictures.lifecycle, 'DELETED'),
        sql`not ${asked}`,
      ),
    )
    .orderBy(pictures.createdAt)
    .limit(SEGMENT);
  for (const payload of stuck)
    await db.transact((tx) =>
      record(tx, { type: 'picture.stored', aggregate: `picture:${payload.pictureId}`, payload }),
    );
  if (stuck.length > 0) log.warn({ stuck: stuck.length }, 'pictures waited long for their renditions');
  return stuck.length;
}
