import { lt, sql } from 'drizzle-orm';
import { affected, type Db } from '../platform/db.ts';
import { outboxEvents, processedEvents } from './outbox.table.ts';

const SENT_DAYS = 7;
/** Longer than a message may wait anywhere: a repeat that comes later would not be known for one. */
export const REMEMBERED_DAYS = 30;
const SEGMENT = 1_000;

/** Removes what was sent a week ago and what was done a month ago, a thousand rows at a time. Answers how many went. */
export async function pruneEvents(db: Db, signal?: AbortSignal): Promise<number> {
  const daysAgo = (days: number) => sql`now(6) - interval ${days} day`;
  const segments = [
    () =>
      db
        .delete(outboxEvents)
        .where(lt(outboxEvents.sentAt, daysAgo(SENT_DAYS)))
        .limit(SEGMENT),
    () =>
      db
        .delete(processedEvents)
        .where(lt(processedEvents.processedAt, daysAgo(REMEMBERED_DAYS)))
        .limit(SEGMENT),
  ];
  let removed = 0;
  for (const removeSegment of segments)
    for (let count = SEGMENT; count === SEGMENT && !signal?.aborted; removed += count)
      count = affected(await removeSegment());
  return removed;
}
