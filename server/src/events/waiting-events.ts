import { and, count, eq, isNull } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Db } from '../platform/db.ts';
import { openOnce } from './broker.ts';
import type { EventType } from './catalogue.ts';
import { outboxEvents } from './outbox.table.ts';
import { namesOf } from './topology.ts';

/**
 * Looks at how much waits for consumers, over one connection.
 * @throws Error where the broker is away; so does each look.
 */
export async function waitingEvents(
  config: Pick<Config, 'AMQP_URL' | 'AMQP_PREFIX'>,
  db: Db,
): Promise<{
  /** Events of a type that are not sent yet, and those that wait in the queue of a consumer. */
  count: (consumer: string, type: EventType) => Promise<number>;
  close: () => Promise<void>;
}> {
  const names = namesOf(config.AMQP_PREFIX);
  const broker = await openOnce(config, 'waiting');
  return {
    count: async (consumer, type) => {
      const [unsent] = await db
        .select({ n: count() })
        .from(outboxEvents)
        .where(and(isNull(outboxEvents.sentAt), isNull(outboxEvents.parkedAt), eq(outboxEvents.type, type)));
      const { messageCount } = await broker.channel.checkQueue(names.queue(consumer));
      return (unsent?.n ?? 0) + messageCount;
    },
    close: () => broker.close(),
  };
}
