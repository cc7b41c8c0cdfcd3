import { and, count, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Config } from '../config.ts';
import type { Deps } from '../deps.ts';
import { inAlbumsOf, readPage, type ShownPicture } from '../picture/picture.read.ts';
import { pictures } from '../picture/picture.table.ts';
import type { Db } from '../platform/db.ts';
import { type Connection, keyset, type PageArgs, parsePage, toConnection } from '../platform/page.ts';
import { toDate, toInstant } from '../platform/time.ts';

const trashed = eq(pictures.lifecycle, 'TRASHED');
const inTrashOf = (memberId: string) => and(inAlbumsOf(memberId), trashed);

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
    totalCount: () => addUpTrash(db, memberId, count()),
  });
}

/** The bytes of the originals in the member's trash; usedBytes holds them too. */
export const readTrashedBytes = ({ db }: Pick<Deps, 'db'>, memberId: string): Promise<number> =>
  addUpTrash(db, memberId, sql`coalesce(sum(${pictures.byteSize}), 0)`);

/**
 * Adds up the trash without reading its rows: all of it along pictures_by_size, less what is in albums whose deletion is under
 * way. Asked which album each picture is in, the database would look up every row.
 * @param what an aggregate of ids and byte sizes.
 */
async function addUpTrash(db: Pick<Db, 'select'>, memberId: string, what: SQL): Promise<number> {
  const leaving = db
    .select({ n: what })
    .from(albums)
    .innerJoin(pictures, and(eq(pictures.albumId, albums.id), trashed))
    .where(and(eq(albums.memberId, memberId), isNotNull(albums.deletedAt)));
  const [sum] = await db
    .select({ n: sql<string>`${what} - ${leaving}` })
    .from(pictures)
    .where(and(eq(pictures.memberId, memberId), trashed));
  return Number(sum?.n ?? 0);
}

/** How many pictures of each album are in the trash; an album without any is not answered. */
export const countTrashed = (
  db: Pick<Db, 'select'>,
  albumIds: string[],
): Promise<{ albumId: string; n: number }[]> =>
  db
    .select({ albumId: pictures.albumId, n: count() })
    .from(pictures)
    .where(and(inArray(pictures.albumId, albumIds), trashed))
    .groupBy(pictures.albumId);

const DAY_MS = 24 * 3_600_000;

/** When the batch deletes a picture for good, as a column's instant; null unless it is in the trash. */
export function leavesTrashAt(
  { trashedAt }: Pick<ShownPicture, 'trashedAt'>,
  { TRASH_DAYS }: Pick<Config, 'TRASH_DAYS'>,
): string | null {
  return trashedAt && toInstant(new Date(toDate(trashedAt).getTime() + TRASH_DAYS * DAY_MS));
}
