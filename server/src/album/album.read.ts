import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Cursors } from '../platform/cursor.ts';
import type { Db } from '../platform/db.ts';
import { notFound } from '../platform/errors.ts';
import { type Connection, keyset, type PageArgs, parsePage, toConnection } from '../platform/page.ts';
import { type AlbumRow, albums } from './album.table.ts';

type Reader = Pick<Db, 'select'>;

const ofMember = (memberId: string) => and(eq(albums.memberId, memberId), isNull(albums.deletedAt));

/** The member's album. @throws AppError NOT_FOUND for any other. */
export async function requireAlbum(db: Reader, memberId: string, id: string | undefined): Promise<AlbumRow> {
  const [album] = id ? await readAlbums(db, memberId, [id]) : [];
  if (!album) throw notFound('album');
  return album;
}

/** Those of the albums that are the member's, in any order. */
export const readAlbums = (db: Reader, memberId: string, ids: string[]): Promise<AlbumRow[]> =>
  db
    .select()
    .from(albums)
    .where(and(inArray(albums.id, ids), ofMember(memberId)));

const listName = (memberId: string) => `albums:${memberId}`;

/** The album's place in its member's list. */
export const albumCursor = (cursors: Cursors, { memberId, createdAt, id }: AlbumRow): string =>
  cursors.encode(listName(memberId), { at: createdAt, id });

/**
 * A page of the member's albums, newest first.
 * @throws AppError BAD_USER_INPUT where the arguments break the contract.
 */
export async function pageAlbums<T>(
  { db, cursors }: Pick<Deps, 'db' | 'cursors'>,
  memberId: string,
  args: PageArgs,
  node: (row: AlbumRow) => T,
): Promise<Connection<T>> {
  const page = parsePage(args, listName(memberId), cursors);
  const { where, orderBy } = keyset(page, albums.createdAt, albums.id, 'newest');
  const rows = await db
    .select()
    .from(albums)
    .where(and(ofMember(memberId), where))
    .orderBy(...orderBy)
    .limit(page.limit + 1);
  return toConnection(rows, page, {
    cursor: (row) => albumCursor(cursors, row),
    node,
    totalCount: () => countAlbums(db, memberId),
  });
}

async function countAlbums(db: Reader, memberId: string): Promise<number> {
  const [row] = await db.select({ total: count() }).from(albums).where(ofMember(memberId));
  return row?.total ?? 0;
}
