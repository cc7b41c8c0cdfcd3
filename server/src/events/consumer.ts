import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '../platform/db.ts';
import { isDuplicate } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { catalogue, type EventType, type Payload } from './catalogue.ts';
import { processedEvents } from './outbox.table.ts';

/** An event as it came from the broker, not yet checked. */
export type Delivery = {
  eventId: string;
  schemaVersion: number;
  content: string;
  /** How often it failed here for reasons of its own. */
  failures: number;
};

/** One thing that is done on an event. It may be delivered more than once, and is done again where it failed. */
export type Consumer = {
  name: string;
  event: EventType;
  /** Deliveries at work at once in one process. */
  prefetch: number;
  /** After so many seconds a try is given up. */
  limitSeconds: number;
  /** @throws Unreadable for what no repeat can make good; anything else is tried again. */
  handle: (db: Db, delivery: Delivery, signal: AbortSignal) => Promise<'done' | 'repeated'>;
};

/** A message that this version can't read: kept aside for a newer one or a person, never dropped. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

function read<T extends EventType>(type: T, delivery: Delivery): Payload<T> {
  const { version, payload } = catalogue[type];
  if (delivery.schemaVersion !== version)
    throw new Unreadable(`Version ${delivery.schemaVersion} of ${type} is not known here.`);
  let content: unknown;
  try {
    content = JSON.parse(delivery.content);
  } catch (cause) {
    throw new Unreadable(`${type} is no JSON.`, { cause });
  }
  const parsed = payload.safeParse(content);
  if (!parsed.success) throw new Unreadable(`${type} carries something else: ${parsed.error.message}`);
  return parsed.data;
}

/**
 * A consumer whose effect is all in the database: it happens once for each event, in the transaction that notes the event
 * as done.
 * @param name one of the routes.
 */
export function consumeOnce<T extends EventType>(spec: {
  name: string;
  event: T;
  effect: (tx: Tx, payload: Payload<T>) => Promise<void>;
  prefetch?: number;
}): Consumer {
  const { name, event, effect, prefetch = 10 } = spec;
  return {
    name,
    event,
    prefetch,
    limitSeconds: 60,
    handle: async (db, delivery, signal) => {
      const payload = read(event, delivery);
      try {
        await db.transact(async (tx) => {
          await tx.insert(processedEvents).values({ consumer: name, eventId: delivery.eventId });
          await failpoint('consume.afterNote');
          await effect(tx, payload);
          await failpoint('consume.afterEffect');
        }, signal);
        return 'done';
      } catch (error) {
        if (isDuplicate(error) && (await isProcessed(db, name, delivery.eventId))) return 'repeated';
        throw error;
      }
    },
  };
}

// A duplicate key may also come from the effect's own tables, and that is no repeat.
async function isProcessed(db: Db, consumer: string, eventId: string): Promise<boolean> {
  const [row] = await db
    .select({ eventId: processedEvents.eventId })
    .from(processedEvents)
    .where(and(eq(processedEvents.consumer, consumer), eq(processedEvents.eventId, eventId)));
  return row !== undefined;
}

/**
 * A consumer that works outside the database, maybe for minutes. The job itself must be safe to run twice, also at the same
 * time: what it stores has keys that follow from the event, and its end is a conditional UPDATE. It is told how often the
 * event failed before for reasons of its own.
 * @param name one of the routes.
 */
export function consumeAtLeastOnce<T extends EventType>(spec: {
  name: string;
  event: T;
  job: (payload: Payload<T>, signal: AbortSignal, failures: number) => Promise<void>;
  prefetch: number;
  limitSeconds: number;
}): Consumer {
  const { name, event, job, prefetch, limitSeconds } = spec;
  return {
    name,
    event,
    prefetch,
    limitSeconds,
    handle: async (_db, delivery, signal) => {
      await job(read(event, delivery), signal, delivery.failures);
      return 'done';
    },
  };
}
