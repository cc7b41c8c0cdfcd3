import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { objectPurges } from '../picture/object-purge.table.ts';

/**
 * Puts the purge list's state into the metrics: how many entries are due and since when, and how many the store refused to
 * remove so far. Alarm on a due one of an hour's age: no batch runs, or the store refuses for good.
 */
export async function measurePurges({ db, metrics }: Pick<Deps, 'db' | 'metrics'>): Promise<void> {
  const due = sql`${objectPurges.purgeAfter} <= now(6)`;
  const [state] = await db
    .select({
      due: sql<string>`coalesce(sum(${due}), 0)`,
      refused: sql<string>`coalesce(sum(${objectPurges.lastError} is not null), 0)`,
      oldest: sql<string>`coalesce(max(case when ${due} then timestampdiff(second, ${objectPurges.purgeAfter}, now(6)) end), 0)`,
    })
    .from(objectPurges);
  metrics.gauge('purges_due', 'Entries of the purge list that are due').set(Number(state?.due ?? 0));
  metrics
    .gauge('purges_refused', 'Entries of the purge list that the store refused to remove so far')
    .set(Number(state?.refused ?? 0));
  metrics
    .gauge('purges_oldest_due_seconds', 'How long the oldest due entry has been due')
    .set(Number(state?.oldest ?? 0));
}
