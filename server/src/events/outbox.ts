import { crc32 } from 'node:zlib';
import type { Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { catalogue, type EventType, type Payload } from './catalogue.ts';
import { outboxEvents } from './outbox.table.ts';
import { announceRecorded } from './wake.ts';

/** Into how many shares the aggregates are cut; each is sent by one relay at a time. */
export const PARTS = 16;

/** The share an aggregate belongs to. */
const partOf = (aggregate: string): number => crc32(aggregate) % PARTS;

/** An event to write; aggregate is what it is about, such as `album:<id>`. */
type NewEvent<T extends EventType> = { type: T; aggregate: string; payload: Payload<T> };

/**
 * Writes an event with the change it tells of: both come with the transaction's COMMIT, or neither. The relay sends it at
 * least once, in order within its aggregate where the transaction locks the aggregate's row before it records.
 * @throws ZodError where the payload is not what the catalogue says.
 */
export const record = <T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<void> =>
  recordAll(tx, [event]);

/** Writes several events in one statement, in their order, as {@link record} does one. */
export async function recordAll<T extends EventType>(tx: Tx, events: NewEvent<T>[]): Promise<void> {
  if (events.length === 0) return;
  await failpoint('outbox.beforeRecord');
  await tx.insert(outboxEvents).values(
    events.map(({ type, aggregate, payload }) => ({
      eventId: newId(),
      part: partOf(aggregate),
      aggregate,
      type,
      schemaVersion: catalogue[type].version,
      payload: JSON.stringify(catalogue[type].payload.parse(payload)),
    })),
  );
  await failpoint('outbox.afterRecord');
  tx.afterCommit(announceRecorded);
}
