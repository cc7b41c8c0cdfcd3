import { and, count, desc, eq, gte, isNotNull, lt, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import type { Db } from '../platform/db.ts';
import { badInput } from '../platform/errors.ts';
import { type PictureRow, pictures } from './picture.table.ts';

type Reader = Pick<Db, 'select' | 'execute'>;

/** A month of the timeline, `2026-11`, by the clocks of the cameras. */
export type MonthCount = {
  month: string;
  pictureCount: number;
  /** Another one when the month holds other pictures, or the same in another order. */
  version: string;
};

const live = eq(pictures.lifecycle, 'LIVE');

/**
 * The months in which the member has pictures, newest first. One statement, so that it is one moment's truth: all that is
 * LIVE by the index alone, less what is still LIVE in deleted albums. A not exists for each row takes twenty times as long.
 */
export async function readMonths(db: Reader, memberId: string): Promise<MonthCount[]> {
  const month = sql`extract(year_month from ${pictures.localAt})`;
  const version = sql`bit_xor((crc32(${pictures.id}) << 32) ^ extract(day_microsecond from ${pictures.localAt}))`;
  const [rows] = await db.execute(sql`
    select month, sum(pictures) as pictureCount, hex(bit_xor(version)) as version from (
      select ${month} as month, count(*) as pictures, ${version} as version
      from ${pictures} where ${pictures.memberId} = ${memberId} and ${live} group by month
      union all
      select ${month} as month, -count(*) as pictures, ${version} as version
      from ${albums} join ${pictures} on ${pictures.albumId} = ${albums.id} and ${live}
      where ${albums.memberId} = ${memberId} and ${albums.deletedAt} is not null group by month
    ) as counts group by month having pictureCount > 0 order by month desc`);
  return (Array.isArray(rows) ? rows : []).map((row) => monthOf(Object(row)));
}

function monthOf(row: Record<string, unknown>): MonthCount {
  const month = String(row.month);
  return {
    month: `${month.slice(0, -2)}-${month.slice(-2)}`,
    pictureCount: Number(row.pictureCount),
    version: String(row.version),
  };
}

/** A picture as a timeline lays it out. */
export type TimelineRow = Pick<PictureRow, keyof typeof columns>;

const columns = {
  id: pictures.id,
  state: pictures.state,
  kind: pictures.kind,
  width: pictures.width,
  height: pictures.height,
  durationSeconds: pictures.durationSeconds,
  localAt: pictures.localAt,
  placeholder: pictures.placeholder,
};

/** Which part of the timeline to read: the months between two, both included, and where to begin in them. */
export type TimelineArgs = {
  since?: string | null;
  until?: string | null;
  offset: number;
  after?: string | null;
  first: number;
};

/** A part of the timeline, newest first. */
export type TimelineSlice = {
  rows: TimelineRow[];
  /** Whether the picture before the first, and that after the last, is of another day or month, or there is none. */
  startsDay: boolean;
  endsDay: boolean;
  hasNextPage: boolean;
  endCursor: string | null;
};

const MAX_SIZE = 1_000;

/**
 * Reads pictures by the day and time that their cameras showed, newest first. `after` walks without a gap or a repeat while
 * others come and go; `offset` begins anywhere, also among 70,000 of one day, because it is counted along the index alone.
 * @throws AppError BAD_USER_INPUT where the arguments break the contract.
 */
export async function readTimeline(
  { db, cursors }: Pick<Deps, 'db' | 'cursors'>,
  memberId: string,
  { since, until, offset, after, first }: TimelineArgs,
): Promise<TimelineSlice> {
  if (first < 1 || first > MAX_SIZE) throw badInput(`first is 1 to ${MAX_SIZE}.`);
  if (offset < 0) throw badInput('offset is 0 or more.');
  if (after != null && offset > 0) throw badInput('Give after or offset, not both.');
  const list = `timeline:${memberId}`;
  const from = after == null ? undefined : cursors.decode(list, after);
  // The one before the first tells whether a day begins here.
  const before = offset > 0 ? 1 : 0;
  const where = and(
    eq(pictures.memberId, memberId),
    live,
    since == null ? undefined : gte(pictures.localAt, startOf(since)),
    until == null ? undefined : lt(pictures.localAt, endOf(until)),
    from &&
      and(
        // Redundant, but what the index can be entered by.
        sql`${pictures.localAt} <= ${from.at}`,
        or(lt(pictures.localAt, from.at), and(eq(pictures.localAt, from.at), lt(pictures.id, from.id))),
      ),
    await inKeptAlbums(db, memberId),
  );
  // Only ids are counted off; the rows behind them are looked up for those that are answered.
  const chosen = db
    .select({ id: pictures.id })
    .from(pictures)
    .where(where)
    .orderBy(desc(pictures.localAt), desc(pictures.id))
    .limit(first + 1 + before)
    .offset(offset - before)
    .as('chosen');
  const read = await db
    .select(columns)
    .from(chosen)
    .innerJoin(pictures, eq(pictures.id, chosen.id))
    .orderBy(desc(pictures.localAt), desc(pictures.id));
  const rows = read.slice(before, before + first);
  const [start, end] = [rows[0], rows.at(-1)];
  const previous = before ? read[0]?.localAt : from?.at;
  const next = read[before + first]?.localAt;
  return {
    rows,
    startsDay: !start || !previous || dayOf(previous) !== dayOf(start.localAt),
    endsDay: !end || !next || dayOf(next) !== dayOf(end.localAt),
    hasNextPage: next !== undefined,
    endCursor: end ? cursors.encode(list, { at: end.localAt, id: end.id }) : null,
  };
}

/** The day that a picture is filed under, `2026-11-22`. */
export const dayOf = (localAt: string): string => localAt.slice(0, 10);

/** Asked beforehand, because a condition on every row's album would leave the index for each of them. */
async function inKeptAlbums(db: Reader, memberId: string): Promise<SQL | undefined> {
  const deleted = await db
    .select({ id: albums.id })
    .from(albums)
    .where(and(eq(albums.memberId, memberId), isNotNull(albums.deletedAt)));
  const ids = deleted.map(({ id }) => id);
  return ids.length > 0 ? notInArray(pictures.albumId, ids) : undefined;
}

const startOf = (month: string): string => `${checked(month)}-01 00:00:00.000000`;

function endOf(month: string): string {
  const [year = 0, number = 0] = checked(month).split('-').map(Number);
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return startOf(next.map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0')).join('-'));
}

function checked(month: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || month.startsWith('9999'))
    throw badInput('A month is written as 2026-11.');
  return month;
}

/** Where a picture stands: its month, and how many pictures of the month stand before it. */
export type TimelinePlace = { month: string; offset: number };

/** The place of one of the member's pictures. */
export async function findInTimeline(
  db: Reader,
  { memberId, id, localAt }: Pick<PictureRow, 'memberId' | 'id' | 'localAt'>,
): Promise<TimelinePlace> {
  const month = localAt.slice(0, 7);
  const [before] = await db
    .select({ offset: count() })
    .from(pictures)
    .where(
      and(
        eq(pictures.memberId, memberId),
        live,
        lt(pictures.localAt, endOf(month)),
        gte(pictures.localAt, localAt),
        or(sql`${pictures.localAt} > ${localAt}`, sql`${pictures.id} > ${id}`),
        await inKeptAlbums(db, memberId),
      ),
    );
  return { month, offset: before?.offset ?? 0 };
}
