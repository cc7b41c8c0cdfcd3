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

/**
 * Writes an event with the change it tells of: both come with the transaction's COMMIT, or neither. The relay sends it at
 * least once, in order within its aggregate where the transaction locks the aggregate's row before it records.
 * @param event aggregate is what the event is about, such as `album:<id>`.
 * @throws ZodError where the payload is not what the catalogue says.
 */
export async function record<T extends EventType>(
  tx: Tx,
  event: { type: T; aggregate: string; payload: Payload<T> },
): Promise<void> {
  const { version, payload } = catalogue[event.type];
  await failpoint('outbox.beforeRecord');
  await tx.insert(outboxEvents).values({
    eventId: newId(),
    part: partOf(event.aggregate),
    aggregate: event.aggregate,
    type: event.type,
    schemaVersion: version,
    payload: JSON.stringify(payload.parse(event.payload)),
  });
  await failpoint('outbox.afterRecord');
  tx.afterCommit(announceRecorded);
}
