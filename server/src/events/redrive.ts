import { and, inArray, isNotNull } from 'drizzle-orm';
import type { Config } from '../config.ts';
import { affected, type Db } from '../platform/db.ts';
import { toDate } from '../platform/time.ts';
import { openOnce } from './broker.ts';
import { numberIn, plainHeaders } from './message.ts';
import { outboxEvents } from './outbox.table.ts';
import { REMEMBERED_DAYS } from './prune.sweep.ts';
import { namesOf } from './topology.ts';

/** Which events: all there are, or those with these ids. */
export type Chosen = 'all' | string[];

/** What became of a queue's dead letters. */
export type Redriven = {
  /** Back in the consumer's queue. */
  moved: number;
  /** Not chosen. */
  left: number;
  /** Older than consumers remember what they have done: a repeat would not be known for one. */
  tooOld: number;
};

const DAY_MS = 24 * 3_600_000;

/** Lets the relay try parked events again, and with them the later ones of their aggregates. Answers how many. */
export async function redriveParked(db: Db, chosen: Chosen): Promise<number> {
  const result = await db
    .update(outboxEvents)
    .set({ parkedAt: null, nextAt: null, attempts: 0 })
    .where(
      and(
        isNotNull(outboxEvents.parkedAt),
        chosen === 'all' ? undefined : inArray(outboxEvents.eventId, chosen),
      ),
    );
  return affected(result);
}

/**
 * Puts dead letters back into their consumer's queue. Each is let go of only after the broker has it there, so none is lost;
 * a crash between may double one, which its consumer knows for a repeat.
 * @throws Error where the broker is away or there is no such consumer.
 */
export async function redriveDead(
  config: Pick<Config, 'AMQP_URL' | 'AMQP_PREFIX'>,
  consumer: string,
  chosen: Chosen,
): Promise<Redriven> {
  const names = namesOf(config.AMQP_PREFIX);
  const broker = await openOnce(config, 'redrive');
  const result: Redriven = { moved: 0, left: 0, tooOld: 0 };
  try {
    const { messageCount } = await broker.channel.checkQueue(names.deadQueue(consumer));
    for (let seen = 0; seen < messageCount; seen += 1) {
      const message = await broker.channel.get(names.deadQueue(consumer));
      if (!message) break;
      const { messageId, type, headers } = message.properties;
      const recorded: unknown = headers?.recorded;
      if (
        typeof recorded === 'string' &&
        Date.now() - toDate(recorded).getTime() > REMEMBERED_DAYS * DAY_MS
      ) {
        result.tooOld += 1;
        continue;
      }
      if (chosen !== 'all' && !chosen.includes(String(messageId))) {
        result.left += 1;
        continue;
      }
      const verdict = await broker.publisher.send({
        exchange: '',
        routingKey: names.queue(consumer),
        messageId: String(messageId),
        type: String(type),
        headers: { ...plainHeaders(message), 'x-redriven': numberIn(message, 'x-redriven') + 1 },
        content: message.content,
      });
      if (verdict.outcome !== 'taken') throw new Error(verdict.reason);
      broker.channel.ack(message);
      result.moved += 1;
    }
  } finally {
    // What was looked at and not moved goes back to its place with the connection.
    await broker.close();
  }
  return result;
}
