import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { members, sessions } from '../member/member.table.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { uploadTickets } from '../upload/upload.table.ts';
import { storageUsage } from '../usage/usage.table.ts';
import { sweepAlbum } from './sweep-album.ts';

const SEGMENT = 500;

type Needs = Pick<Deps, 'db' | 'locks' | 'store' | 'log'>;

/** Makes the runner of steps that are each a transaction of their own, under the member's true lock. */
const aloneWith =
  ({ db, locks }: Pick<Needs, 'db' | 'locks'>, memberId: string) =>
  <T>(step: (tx: Tx) => Promise<T>): Promise<T> =>
    locks.run(memberId, (signal) => db.transact(step, signal), { failClosed: true });

/**
 * Takes a deleted member apart: albums and pictures onto the purge list, open tickets ended, sessions gone. Every step is
 * its own small transaction under the member's lock and may run again, so a failure half-way loses nothing.
 * @throws AppError UNAVAILABLE while Redis does not grant the lock: this needs true exclusion.
 */
export async function removeMember(
  { db, locks }: Pick<Needs, 'db' | 'locks'>,
  memberId: string,
): Promise<void> {
  const alone = aloneWith({ db, locks }, memberId);
  const [gone] = await db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, memberId), isNotNull(members.deletedAt)));
  if (!gone) return;
  await alone(async (tx) => {
    await tx.delete(sessions).where(eq(sessions.memberId, memberId));
    await failpoint('removeMember.afterSessions');
    await tx
      .update(albums)
      .set({ deletedAt: sql`now(6)` })
      .where(and(eq(albums.memberId, memberId), isNull(albums.deletedAt)));
  });
  await failpoint('removeMember.afterAlbums');
  for (let left = SEGMENT; left === SEGMENT; ) left = await alone((tx) => endTickets(tx, memberId));
  await failpoint('removeMember.afterTickets');
  for (;;) {
    const [album] = await db
      .select({ id: albums.id })
      .from(albums)
      .where(eq(albums.memberId, memberId))
      .limit(1);
    if (!album) break;
    await sweepAlbum({ db }, album.id);
  }
}

// The usage row is of no use any more, so only the tickets' bytes matter here.
async function endTickets(tx: Tx, memberId: string): Promise<number> {
  const open = await tx
    .select()
    .from(uploadTickets)
    .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')))
    .limit(SEGMENT)
    .for('update');
  for (const ticket of open) {
    await tx.update(uploadTickets).set({ state: 'ABANDONED' }).where(eq(uploadTickets.id, ticket.id));
    await tx
      .insert(objectPurges)
      .values({ id: newId(), memberId, keyBase: ticket.keyBase, multipartId: ticket.multipartId })
      .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
  }
  return open.length;
}

/** Longer than any upload URL lives: after it no byte can arrive for the member any more. */
const LAST_UPLOAD_HOURS = 26;

/**
 * Sees every deletion of a member to its end, also where its event was lost: takes apart what is left, lists bytes that came
 * late, and removes the last rows once the store holds nothing and nothing can come any more.
 * @throws AggregateError of those that failed, after all others were seen to.
 */
export async function finishMembers(needs: Needs): Promise<void> {
  const gone = await needs.db
    .select({
      id: members.id,
      over: sql<number>`${members.deletedAt} < now(6) - interval ${LAST_UPLOAD_HOURS} hour`,
    })
    .from(members)
    .where(isNotNull(members.deletedAt))
    .orderBy(members.deletedAt)
    .limit(SEGMENT);
  const errors: unknown[] = [];
  for (const { id, over } of gone)
    await finishMember(needs, id, over === 1).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} members are not removed yet.`);
}

async function finishMember({ db, locks, store, log }: Needs, id: string, over: boolean): Promise<void> {
  await removeMember({ db, locks }, id);
  const [waiting] = await db
    .select({ id: objectPurges.id })
    .from(objectPurges)
    .where(eq(objectPurges.memberId, id))
    .limit(1);
  if (waiting || !over || (await listLeftovers({ db, store }, id))) return;
  const alone = aloneWith({ db, locks }, id);
  for (const table of [pictures, uploadTickets])
    for (let removed = SEGMENT; removed === SEGMENT; ) {
      removed = await alone((tx) => removeSome(tx, table, id));
      await failpoint('removeMember.afterSegment');
    }
  await alone(async (tx) => {
    await tx.delete(storageUsage).where(eq(storageUsage.memberId, id));
    await tx.delete(members).where(eq(members.id, id));
  });
  log.info({ memberId: id }, 'the last of a deleted member is gone');
}

async function removeSome(
  tx: Tx,
  table: typeof pictures | typeof uploadTickets,
  memberId: string,
): Promise<number> {
  return affected(await tx.delete(table).where(eq(table.memberId, memberId)).limit(SEGMENT));
}

async function listLeftovers({ db, store }: Pick<Needs, 'db' | 'store'>, memberId: string): Promise<boolean> {
  const keyBases = new Set<string>();
  for await (const page of store.list(`u/${memberId}/`))
    for (const { key } of page) keyBases.add(key.split('/').slice(0, 3).join('/'));
  for (const keyBase of keyBases)
    await db
      .insert(objectPurges)
      .values({ id: newId(), memberId, keyBase })
      .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
  return keyBases.size > 0;
}
