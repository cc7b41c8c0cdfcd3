import { and, count, eq, inArray, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type Connection, keyset, type PageArgs, parsePage, toConnection } from '../platform/page.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

const LIST = 'pendingUploads';

const openOf = (memberId: string) =>
  and(
    eq(uploadTickets.memberId, memberId),
    eq(uploadTickets.state, 'OPEN'),
    sql`${uploadTickets.expiresAt} > now(6)`,
  );

/** The member's open tickets, oldest first. */
export async function pagePendingUploads<T>(
  { db, cursors }: Pick<Deps, 'db' | 'cursors'>,
  memberId: string,
  args: PageArgs,
  node: (row: UploadTicketRow) => T,
): Promise<Connection<T>> {
  const page = parsePage(args, LIST, cursors);
  const { where, orderBy } = keyset(page, uploadTickets.createdAt, uploadTickets.id, 'oldest');
  const rows = await db
    .select()
    .from(uploadTickets)
    .where(and(openOf(memberId), where))
    .orderBy(...orderBy)
    .limit(page.limit + 1);
  return toConnection(rows, page, {
    cursor: (row) => cursors.encode(LIST, { at: row.createdAt, id: row.id }),
    node,
    totalCount: async () => {
      const [total] = await db.select({ n: count() }).from(uploadTickets).where(openOf(memberId));
      return total?.n ?? 0;
    },
  });
}

/** The member's open tickets among the ids. */
export function openTickets(db: Deps['db'], memberId: string, ids: string[]): Promise<UploadTicketRow[]> {
  return db
    .select()
    .from(uploadTickets)
    .where(and(openOf(memberId), inArray(uploadTickets.id, ids)));
}
