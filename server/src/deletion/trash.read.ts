import { and, count, eq, inArray, sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { inAlbumsOf, readPage, type ShownPicture } from '../picture/picture.read.ts';
import { pictures } from '../picture/picture.table.ts';
import type { Db } from '../platform/db.ts';
import { type Connection, keyset, type PageArgs, parsePage, toConnection } from '../platform/page.ts';
import { toDate, toInstant } from '../platform/time.ts';

const inTrashOf = (memberId: string) => and(inAlbumsOf(memberId), eq(pictures.lifecycle, 'TRASHED'));

/**
 * A page of the member's trash, what was put there last first.
 * @throws AppError BAD_USER_INPUT where the arguments break the contract.
 */
export async function pageTrash<T>(
  { db, cursors }: Pick<Deps, 'db' | 'cursors'>,
  memberId: string,
  args: PageArgs,
  node: (row: ShownPicture) => T,
): Promise<Connection<T>> {
  const list = `trash:${memberId}`;
  const page = parsePage(args, list, cursors);
  const { where, orderBy } = keyset(page, pictures.trashedAt, pictures.id, 'newest');
  const rows = await readPage(db, and(inTrashOf(memberId), where), orderBy, page.limit);
  return toConnection(rows, page, {
    // Null never is among these rows: what is in the trash knows since when.
    cursor: ({ trashedAt, createdAt, id }) => cursors.encode(list, { at: trashedAt ?? createdAt, id }),
    node,
    totalCount: async () => {
      const [total] = await db.select({ n: count() }).from(pictures).where(inTrashOf(memberId));
      return total?.n ?? 0;
    },
  });
}

/** The bytes of the originals in the member's trash; usedBytes holds them too. */
export async function readTrashedBytes({ db }: Pick<Deps, 'db'>, memberId: string): Promise<number> {
  const [trash] = await db
    .select({ bytes: sql<string>`coalesce(sum(${pictures.byteSize}), 0)` })
    .from(pictures)
    .where(inTrashOf(memberId));
  return Number(trash?.bytes ?? 0);
}

/** How many pictures of each album are in the trash; an album without any is not answered. */
export const countTrashed = (
  db: Pick<Db, 'select'>,
  albumIds: string[],
): Promise<{ albumId: string; n: number }[]> =>
  db
    .select({ albumId: pictures.albumId, n: count() })
    .from(pictures)
    .where(and(inArray(pictures.albumId, albumIds), eq(pictures.lifecycle, 'TRASHED')))
    .groupBy(pictures.albumId);

const DAY_MS = 24 * 3_600_000;

/** When the batch deletes a picture for good, as a column's instant; null unless it is in the trash. */
export function leavesTrashAt(
  { trashedAt }: Pick<ShownPicture, 'trashedAt'>,
  { TRASH_DAYS }: Pick<Config, 'TRASH_DAYS'>,
): string | null {
  return trashedAt && toInstant(new Date(toDate(trashedAt).getTime() + TRASH_DAYS * DAY_MS));
}
