import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  int,
  mysqlTable,
  primaryKey,
  smallint,
  text,
  tinyint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core';
import { asciiColumn, idColumn, instantColumn } from '../platform/columns.ts';

/** Events that stand with the change they tell of, until the relay has seen the broker take them. */
export const outboxEvents = mysqlTable(
  'outbox_events',
  {
    /**
     * The order of sending. The database counts it while the aggregate's row is locked, so within one aggregate it is the
     * order of the commits; a ULID made by several machines would not be.
     */
    id: bigint('id', { mode: 'number', unsigned: true }).primaryKey().autoincrement(),
    /** What consumers know a repeat by. */
    eventId: idColumn('event_id').notNull(),
    part: tinyint('part', { unsigned: true }).notNull(),
    /** What the event is about, such as `picture:<id>`: events of one aggregate keep their order. */
    aggregate: asciiColumn('aggregate', { length: 80 }).notNull(),
    type: asciiColumn('type', { length: 60 }).notNull(),
    schemaVersion: smallint('schema_version', { unsigned: true }).notNull(),
    payload: text('payload').notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    /** Times the broker refused this event; while the broker is away nothing is counted. */
    attempts: int('attempts', { unsigned: true }).notNull().default(0),
    /** Not before this; its aggregate waits with it. */
    nextAt: instantColumn('next_at'),
    sentAt: instantColumn('sent_at'),
    /** Set after too many refusals: a person has to look, and `redrive` sends it again. */
    parkedAt: instantColumn('parked_at'),
    lastError: varchar('last_error', { length: 500 }),
  },
  (t) => [
    uniqueIndex('outbox_event').on(t.eventId),
    index('outbox_to_send').on(t.sentAt, t.part, t.id),
    index('outbox_backed_off').on(t.nextAt),
    index('outbox_of_aggregate').on(t.aggregate, t.id),
  ],
);
export type OutboxEventRow = typeof outboxEvents.$inferSelect;

/** Which relay sends which share of the aggregates. */
export const outboxPartitions = mysqlTable('outbox_partitions', {
  part: tinyint('part', { unsigned: true }).primaryKey(),
  owner: idColumn('owner'),
  /** Counts the changes of owner: a relay that slept past its lease finds another epoch and writes nothing. */
  epoch: bigint('epoch', { mode: 'number', unsigned: true }).notNull().default(0),
  leaseUntil: instantColumn('lease_until'),
});

/** What each consumer has done, written with the effect: a repeat finds its row and does nothing. */
export const processedEvents = mysqlTable(
  'processed_events',
  {
    consumer: asciiColumn('consumer', { length: 60 }).notNull(),
    eventId: idColumn('event_id').notNull(),
    processedAt: instantColumn('processed_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.eventId] }), index('processed_at').on(t.processedAt)],
);
