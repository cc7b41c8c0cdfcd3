import { isNull, sql } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import type { Metrics } from '../platform/metrics.ts';
import { outboxEvents } from './outbox.table.ts';

/**
 * Puts the outbox's state into the metrics. Run where relays run and elsewhere too: an age that grows is what tells that no
 * relay runs anywhere. Alarm on an age over 30 seconds, and on any parked event.
 */
export async function measureOutbox({ db, metrics }: { db: Db; metrics: Metrics }): Promise<void> {
  const [state] = await db
    .select({
      unsent: sql<number>`count(*)`,
      oldestAge: sql<string>`coalesce(timestampdiff(microsecond, min(${outboxEvents.createdAt}), now(6)), 0) / 1000000`,
      parked: sql<string>`coalesce(sum(${outboxEvents.parkedAt} is not null), 0)`,
    })
    .from(outboxEvents)
    .where(isNull(outboxEvents.sentAt));
  metrics.gauge('outbox_unsent', 'Events that wait to be sent').set(Number(state?.unsent ?? 0));
  metrics
    .gauge('outbox_oldest_age_seconds', 'Age of the oldest event that waits')
    .set(Number(state?.oldestAge ?? 0));
  metrics
    .gauge('outbox_parked', 'Events given up until a person redrives them')
    .set(Number(state?.parked ?? 0));
}
