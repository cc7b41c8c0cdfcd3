import { and, eq, lte, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { failpoint } from '../platform/failpoints.ts';
import { lockUsage } from '../usage/usage.ts';
import { closeTickets } from './close-tickets.ts';
import { uploadTickets } from './upload.table.ts';

const BATCH = 500;

/**
 * Ends tickets past their time and gives their space back: the state flips first, the store is touched later by the batch,
 * so a commit that wins keeps its object. Answers how many ended.
 */
export async function expireUploads({
  db,
  locks,
  config,
  log,
}: Pick<Deps, 'db' | 'locks' | 'config' | 'log'>): Promise<number> {
  const overdue = and(eq(uploadTickets.state, 'OPEN'), lte(uploadTickets.expiresAt, sql`now(6)`));
  const due = await db
    .selectDistinct({ memberId: uploadTickets.memberId })
    .from(uploadTickets)
    .where(overdue)
    .limit(BATCH);
  let expired = 0;
  for (const { memberId } of due)
    try {
      expired += await locks.run(memberId, (signal) =>
        db.transact(async (tx) => {
          await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
          const rows = await tx
            .select()
            .from(uploadTickets)
            .where(and(eq(uploadTickets.memberId, memberId), overdue))
            .limit(BATCH)
            .for('update');
          await closeTickets(tx, memberId, rows, 'EXPIRED', config.STORAGE_LIMIT_BYTES);
          return rows.length;
        }, signal),
      );
      await failpoint('expire.afterMember');
    } catch (error) {
      // One busy or departing member must not keep the others' space; the next sweep comes back.
      log.warn({ err: error, memberId }, 'tickets of a member could not be expired');
    }
  if (expired > 0) log.info({ expired }, 'uploads expired');
  return expired;
}
