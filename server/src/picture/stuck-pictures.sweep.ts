import { and, eq, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { EventType } from '../events/catalogue.ts';
import { outboxEvents } from '../events/outbox.table.ts';
import { recordCopyWanted, recordStored } from './finish-picture.ts';
import { type PictureRow, pictures } from './picture.table.ts';

type Needs = Pick<Deps, 'config' | 'db' | 'log'>;
type Stuck = Pick<PictureRow, 'id' | 'memberId'>;

const SEGMENT = 200;
const RENDITION_SECONDS = 3_600;
// A library that has just moved in may keep the workers busy with copies for most of a day.
const COPY_SECONDS = 24 * 3_600;

/**
 * Asks again for the renditions of pictures that have waited for an hour, or that Lambda has left over, and for playback
 * copies that have for a day, and were not asked for within that time: their message was lost with a broker, or lies with
 * the dead letters. Asking twice does no harm. Answers how many.
 */
export async function restartStuckPictures({ config, db, log }: Needs): Promise<number> {
  const renditions = await readStuck(
    db,
    and(eq(pictures.state, 'PROCESSING'), ne(pictures.lifecycle, 'DELETED')),
    'picture.stored',
    config.LAMBDA_GRACE_SECONDS || RENDITION_SECONDS,
  );
  const copies = await readStuck(
    db,
    and(eq(pictures.playbackState, 'WAITING'), ne(pictures.lifecycle, 'DELETED')),
    'picture.playback-wanted',
    COPY_SECONDS,
  );
  for (const picture of renditions) await db.transact((tx) => recordStored(tx, picture));
  for (const picture of copies) await db.transact((tx) => recordCopyWanted(tx, picture));
  const found = { renditions: renditions.length, copies: copies.length };
  if (found.renditions + found.copies > 0) log.warn(found, 'pictures waited long for what is made of them');
  return found.renditions + found.copies;
}

function readStuck(
  db: Needs['db'],
  waiting: SQL | undefined,
  type: EventType,
  seconds: number,
): Promise<Stuck[]> {
  const before = sql`now(6) - interval ${seconds} second`;
  const asked = sql`exists (select 1 from ${outboxEvents} e where e.aggregate = concat('picture:', ${pictures.id}) and e.type = ${type} and (e.sent_at is null or e.sent_at > ${before}))`;
  return db
    .select({ id: pictures.id, memberId: pictures.memberId })
    .from(pictures)
    .where(and(waiting, lt(pictures.createdAt, before), sql`not ${asked}`))
    .orderBy(pictures.createdAt)
    .limit(SEGMENT);
}
