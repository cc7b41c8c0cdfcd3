import { and, eq, inArray, sql } from 'drizzle-orm';
import { objectPurges } from '../picture/object-purge.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { changeUsage } from '../usage/usage.ts';
import { mayMove, type TicketState } from './upload.state.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

/** A PUT begun just before its URL's end may still be arriving this long after the ticket's end. */
export const LATE_UPLOAD_MINUTES = 80;

/**
 * Ends open tickets without a picture: state, reservation and purge list in one go, inside the caller's transaction that
 * locked the rows. The store is touched only later, by the batch.
 */
export async function closeTickets(
  tx: Tx,
  memberId: string,
  tickets: UploadTicketRow[],
  state: Exclude<TicketState, 'OPEN' | 'COMMITTED'>,
  defaultLimit: number,
): Promise<void> {
  const open = tickets.filter((ticket) => mayMove(ticket.state, state));
  if (open.length === 0) return;
  const moved = await tx
    .update(uploadTickets)
    .set({ state })
    .where(
      and(
        inArray(
          uploadTickets.id,
          open.map((ticket) => ticket.id),
        ),
        eq(uploadTickets.state, 'OPEN'),
      ),
    );
  if (affected(moved) !== open.length) throw new Error('A ticket moved while its row was locked.');
  await failpoint('close.afterMove');
  const freed = open.reduce((sum, ticket) => sum + ticket.byteSize, 0);
  await changeUsage(tx, memberId, { reservedBytes: -freed }, defaultLimit);
  await failpoint('close.afterUsage');
  await tx
    .insert(objectPurges)
    .values(
      open.map((ticket) => ({
        id: newId(),
        memberId,
        keyBase: ticket.keyBase,
        multipartId: ticket.multipartId,
        // Aborted at once where it has parts, since no part can follow an abort; a single PUT may still be on its way.
        purgeAfter: ticket.partCount
          ? sql<string>`now(6)`
          : sql<string>`cast(${ticket.expiresAt} as datetime(6)) + interval ${LATE_UPLOAD_MINUTES} minute`,
      })),
    )
    .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
}
