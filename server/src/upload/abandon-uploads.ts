import { and, eq, inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { badInput } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { readUsage } from '../usage/usage.read.ts';
import { lockUsage, type Storage } from '../usage/usage.ts';
import { closeTickets } from './close-tickets.ts';
import { MAX_BATCH } from './request-uploads.ts';
import { uploadTickets } from './upload.table.ts';

/**
 * Ends open tickets at the member's wish and gives their space back at once. Ids that are not the viewer's open or already
 * abandoned tickets are passed over; a repeat answers the same.
 */
export async function abandonUploads(
  { db, locks, store, config }: Pick<Deps, 'db' | 'locks' | 'store' | 'config'>,
  viewer: Viewer,
  ticketIds: (string | undefined)[],
): Promise<{ abandonedIds: string[]; storage: Storage }> {
  if (ticketIds.length > MAX_BATCH) throw badInput(`Abandon ${MAX_BATCH} tickets at most at a time.`);
  const wanted = [...new Set(ticketIds.filter((id) => id !== undefined))];
  const abandoned =
    wanted.length === 0
      ? []
      : await locks.run(viewer.memberId, (signal) =>
          db.transact(async (tx) => {
            await lockUsage(tx, viewer.memberId, config.STORAGE_LIMIT_BYTES);
            const rows = await tx
              .select()
              .from(uploadTickets)
              .where(
                and(
                  inArray(uploadTickets.id, wanted),
                  eq(uploadTickets.memberId, viewer.memberId),
                  inArray(uploadTickets.state, ['OPEN', 'ABANDONED']),
                ),
              )
              .for('update');
            await closeTickets(tx, viewer.memberId, rows, 'ABANDONED', config.STORAGE_LIMIT_BYTES);
            return rows;
          }, signal),
        );
  await failpoint('abandon.afterCommit');
  // Ends the part URLs at once where the store answers; the batch aborts what is left.
  await Promise.allSettled(
    abandoned.map(
      ({ keyBase, multipartId }) => multipartId && store.abortMultipart(`${keyBase}/original`, multipartId),
    ),
  );
  const ids = new Set(abandoned.map((ticket) => ticket.id));
  return {
    abandonedIds: wanted.filter((id) => ids.has(id)),
    storage: await readUsage(db, viewer.memberId, config.STORAGE_LIMIT_BYTES),
  };
}
