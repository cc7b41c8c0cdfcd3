import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type MemberRow, members } from './member.table.ts';

type Reader = Pick<Db, 'select'>;

/** A member who is not deleted. */
export async function readMember(db: Reader, id: string): Promise<MemberRow | undefined> {
  const [member] = await db
    .select()
    .from(members)
    .where(and(eq(members.id, id), isNull(members.deletedAt)));
  return member;
}

/** The member who signs in by this key; a deleted one has none. */
export async function readMemberByKey(db: Reader, usernameKey: Buffer): Promise<MemberRow | undefined> {
  const [member] = await db.select().from(members).where(eq(members.usernameKey, usernameKey));
  return member;
}

/**
 * Keeps the member from being deleted until the transaction ends, so that nothing new is left behind unseen.
 * @throws AppError UNAUTHENTICATED where the member is gone already.
 */
export async function lockMember(tx: Reader, id: string): Promise<void> {
  const [alive] = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, id), isNull(members.deletedAt)))
    .for('update');
  if (!alive) throw new AppError('UNAUTHENTICATED', 'Please sign in again.');
}
