import { and, lt, ne, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { affected } from '../platform/db.ts';
import { uploadTickets } from './upload.table.ts';

const KEEP_DAYS = 30;
const SEGMENT = 1_000;

/** Forgets closed tickets after 30 days, until which a repeated commit still gets its answer. Answers how many. */
export async function pruneTickets({ db }: Pick<Deps, 'db'>): Promise<number> {
  let pruned = 0;
  for (let removed = SEGMENT; removed === SEGMENT; pruned += removed)
    removed = affected(
      await db
        .delete(uploadTickets)
        .where(
          and(
            ne(uploadTickets.state, 'OPEN'),
            lt(uploadTickets.expiresAt, sql`now(6) - interval ${KEEP_DAYS} day`),
          ),
        )
        .limit(SEGMENT),
    );
  return pruned;
}
