import { and, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/mysql-core';
import { type AlbumRow, albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import type { ShotDetails } from '../media/media-result.ts';
import { shotDetails } from '../media/shot-details.ts';
import type { Cursors } from '../platform/cursor.ts';
import type { Db } from '../platform/db.ts';
import { type Connection, keyset, type PageArgs, parsePage, toConnection } from '../platform/page.ts';
import { readUsage } from '../usage/usage.read.ts';
import { type PictureRow, pictures } from './picture.table.ts';

type Reader = Pick<Db, 'select'>;

/** A picture as pages show it; the rest of the row, such as the camera's whole story, is for other readers. */
export type ShownPicture = Pick<PictureRow, keyof typeof shown>;

const shown = {
  id: pictures.id,
  memberId: pictures.memberId,
  albumId: pictures.albumId,
  state: pictures.state,
  failureCode: pictures.failureCode,
  failureMessage: pictures.failureMessage,
  filename: pictures.filename,
  kind: pictures.kind,
  contentType: pictures.contentType,
  byteSize: pictures.byteSize,
  keyBase: pictures.keyBase,
  pipelineVersion: pictures.pipelineVersion,
  width: pictures.width,
  height: pictures.height,
  durationSeconds: pictures.durationSeconds,
  playbackState: pictures.playbackState,
  playbackVersion: pictures.playbackVersion,
  playbackWidth: pictures.playbackWidth,
  playbackHeight: pictures.playbackHeight,
  locationFreeState: pictures.locationFreeState,
  locationFreeVersion: pictures.locationFreeVersion,
  takenAt: pictures.takenAt,
  takenLocal: pictures.takenLocal,
  takenOffsetMinutes: pictures.takenOffsetMinutes,
  placeholder: pictures.placeholder,
  sortAt: pictures.sortAt,
  localAt: pictures.localAt,
  createdAt: pictures.createdAt,
  trashedAt: pictures.trashedAt,
};

const live = eq(pictures.lifecycle, 'LIVE');
const kept = ne(pictures.lifecycle, 'DELETED');

/**
 * The member's pictures in albums that are there. Those of a deleted album stay as they are until the sweep reaches them;
 * asked this way the index keeps its order, and only this member's deleted albums are looked at.
 */
export const inAlbumsOf = (memberId: string) =>
  and(
    eq(pictures.memberId, memberId),
    sql`not exists (select 1 from ${albums} where ${albums.memberId} = ${memberId} and ${albums.id} = ${pictures.albumId} and ${albums.deletedAt} is not null)`,
  );

/** The member's pictures that are shown. */
export const shownTo = (memberId: string) => and(inAlbumsOf(memberId), live);

/** Those of the pictures that are the member's, the trashed ones too, in any order. */
export const readPictures = (db: Reader, memberId: string, ids: string[]): Promise<ShownPicture[]> =>
  db
    .select(shown)
    .from(pictures)
    .where(and(inArray(pictures.id, ids), inAlbumsOf(memberId), kept));

/** What the cameras wrote about those of the pictures that are the member's and READY, the trashed ones too, in any order. */
export async function readShotDetails(
  db: Reader,
  memberId: string,
  ids: string[],
): Promise<{ id: string; details: ShotDetails }[]> {
  const rows = await db
    .select({ id: pictures.id, exif: pictures.exif })
    .from(pictures)
    .where(and(inArray(pictures.id, ids), eq(pictures.state, 'READY'), inAlbumsOf(memberId), kept));
  return rows.flatMap(({ id, exif }) => {
    // MariaDB keeps JSON as text, and MySQL does not.
    const parsed = shotDetails.safeParse(typeof exif === 'string' ? JSON.parse(exif) : exif);
    return parsed.success ? [{ id, details: parsed.data }] : [];
  });
}

/** The covers of albums: the chosen picture while it is there, else the newest; none of an empty album. */
export function readCovers(db: Reader, albumIds: string[]): Promise<ShownPicture[]> {
  const chosen = alias(pictures, 'chosen');
  const newest = alias(pictures, 'newest');
  const chosenId = db
    .select({ id: chosen.id })
    .from(chosen)
    .where(
      and(eq(chosen.id, albums.coverPictureId), eq(chosen.albumId, albums.id), eq(chosen.lifecycle, 'LIVE')),
    );
  const newestId = db
    .select({ id: newest.id })
    .from(newest)
    .where(and(eq(newest.albumId, albums.id), eq(newest.lifecycle, 'LIVE')))
    .orderBy(desc(newest.createdAt), desc(newest.id))
    .limit(1);
  return db
    .select(shown)
    .from(albums)
    .innerJoin(pictures, sql`${pictures.id} = coalesce(${chosenId}, ${newestId})`)
    .where(inArray(albums.id, albumIds));
}

/** The orders that an album's pictures can stand in. */
export type PictureOrder = AlbumRow['pictureOrder'];

const albumList = (albumId: string, order: PictureOrder = 'ADDED') =>
  order === 'ADDED' ? `album:${albumId}` : `album:${albumId}:taken`;
const memberList = (memberId: string) => `pictures:${memberId}`;

/** The picture's place in its album, in the order of adding. */
export const pictureCursor = (
  cursors: Cursors,
  { albumId, createdAt, id }: Pick<PictureRow, 'albumId' | 'createdAt' | 'id'>,
): string => cursors.encode(albumList(albumId), { at: createdAt, id });

/**
 * A page of an album's pictures, newest first by when they were added, or taken.
 * @throws AppError BAD_USER_INPUT where the arguments break the contract.
 */
export async function pageAlbumPictures<T>(
  { db, cursors }: Pick<Deps, 'db' | 'cursors'>,
  album: AlbumRow,
  { orderBy: order, ...args }: PageArgs & { orderBy?: PictureOrder | null },
  node: (row: ShownPicture) => T,
): Promise<Connection<T>> {
  const by = order ?? 'ADDED';
  const list = albumList(album.id, by);
  const page = parsePage(args, list, cursors);
  const at = by === 'ADDED' ? 'createdAt' : 'sortAt';
  const { where, orderBy } = keyset(page, pictures[at], pictures.id, 'newest');
  const rows = await readPage(db, and(eq(pictures.albumId, album.id), live, where), orderBy, page.limit);
  return toConnection(rows, page, {
    cursor: (row) => cursors.encode(list, { at: row[at], id: row.id }),
    node,
    totalCount: async () => album.pictureCount,
  });
}

/**
 * A page of all the member's pictures, newest first by when they were taken, else added.
 * @throws AppError BAD_USER_INPUT where the arguments break the contract.
 */
export async function pageMemberPictures<T>(
  { db, cursors, config }: Pick<Deps, 'db' | 'cursors' | 'config'>,
  memberId: string,
  args: PageArgs,
  node: (row: ShownPicture) => T,
): Promise<Connection<T>> {
  const list = memberList(memberId);
  const page = parsePage(args, list, cursors);
  const { where, orderBy } = keyset(page, pictures.sortAt, pictures.id, 'newest');
  const rows = await readPage(db, and(shownTo(memberId), where), orderBy, page.limit);
  return toConnection(rows, page, {
    cursor: ({ sortAt, id }) => cursors.encode(list, { at: sortAt, id }),
    node,
    totalCount: async () => (await readUsage(db, memberId, config.STORAGE_LIMIT_BYTES)).pictureCount,
  });
}

/** Up to limit + 1 pictures in the order of a list. */
export const readPage = (
  db: Reader,
  where: SQL | undefined,
  orderBy: SQL[],
  limit: number,
): Promise<ShownPicture[]> =>
  db
    .select(shown)
    .from(pictures)
    .where(where)
    .orderBy(...orderBy)
    .limit(limit + 1);
