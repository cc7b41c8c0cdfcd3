import { and, eq, isNull, lte, type SQL, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import type { Viewer } from '../member/authenticate.ts';
import { members } from '../member/member.table.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import type { Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { readUsage } from '../usage/usage.read.ts';
import { lockUsage, type Storage } from '../usage/usage.ts';
import { removePictures } from './remove-pictures.ts';

type Needs = Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>;

const SEGMENT = 500;

/**
 * Deletes what is in the viewer's trash now for good. It takes the same time however full the trash is: 500 pictures go at
 * once, and a worker goes on with the rest by an event of the same transaction.
 */
export async function emptyTrash(
  { db, feed, locks, config }: Needs,
  { memberId }: Viewer,
): Promise<{ deleted: number; storage: Storage }> {
  const deleted = await locks.run(memberId, (signal) =>
    db.transact(async (tx) => {
      const before = await readNow(tx);
      const rows = await removeSegment(tx, memberId, before, config.STORAGE_LIMIT_BYTES);
      tx.afterCommit(() => feed.tell(memberId, { removed: rows }));
      if (rows.length === SEGMENT)
        await record(tx, {
          type: 'trash.emptied',
          aggregate: `member:${memberId}`,
          payload: { memberId, before },
        });
      await failpoint('emptyTrash.afterRecord');
      return rows.length;
    }, signal),
  );
  return { deleted, storage: await readUsage(db, memberId, config.STORAGE_LIMIT_BYTES) };
}

/**
 * Deletes for good what a member has put into the trash up to a moment, 500 pictures a transaction. It may stop anywhere,
 * run twice, and run beside another: what was restored meanwhile stays. Answers how many pictures went.
 * @param before an instant of the database's clock.
 */
export async function emptyTrashOf(
  { db, feed, locks, config }: Needs,
  memberId: string,
  before: string | SQL<string>,
): Promise<number> {
  let deleted = 0;
  for (let removed = SEGMENT; removed === SEGMENT; deleted += removed) {
    const [alive] = await db
      .select({ id: members.id })
      .from(members)
      .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
    // Whoever takes the member apart takes the trash too.
    if (!alive) return deleted;
    const rows = await locks.run(memberId, (signal) =>
      db.transact((tx) => removeSegment(tx, memberId, before, config.STORAGE_LIMIT_BYTES), signal),
    );
    feed.tell(memberId, { removed: rows });
    removed = rows.length;
    await failpoint('emptyTrash.afterSegment');
  }
  return deleted;
}

async function removeSegment(
  tx: Tx,
  memberId: string,
  before: string | SQL<string>,
  defaultLimit: number,
): Promise<string[]> {
  await lockUsage(tx, memberId, defaultLimit);
  const rows = await lockTrashed(tx, memberId, before);
  await removePictures(tx, memberId, rows, defaultLimit);
  return rows.map((row) => row.id);
}

async function lockTrashed(tx: Tx, memberId: string, before: string | SQL<string>): Promise<PictureRow[]> {
  const rows = await tx
    .select({ picture: pictures })
    .from(pictures)
    // What lies in a deleted album has left the counters with it, and goes with its sweep.
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(
      and(
        eq(pictures.memberId, memberId),
        eq(pictures.lifecycle, 'TRASHED'),
        lte(pictures.trashedAt, before),
      ),
    )
    .limit(SEGMENT)
    .for('update');
  return rows.map((row) => row.picture);
}

async function readNow(tx: Tx): Promise<string> {
  const [row] = await tx.select({ at: sql<string>`now(6)` }).from(sql`dual`);
  if (!row) throw new Error('The database told no time.');
  return row.at;
}
