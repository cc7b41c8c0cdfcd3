import { and, eq, isNull } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import { affected } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { now } from '../platform/time.ts';
import type { Viewer } from './authenticate.ts';
import { readMember } from './member.read.ts';
import { members, sessions } from './member.table.ts';
import { verifyPassword } from './password.ts';

const gone = () => new AppError('UNAUTHENTICATED', 'Please sign in again.');

/**
 * Removes the member for everybody to see: sessions end, the name is free. What they stored goes by the event.
 * @param address the client's, for the throttle: a stolen session must not be a way to try passwords.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED, BUSY.
 */
export async function deleteMember(
  { db, feed, locks, limits }: Pick<Deps, 'db' | 'feed' | 'locks' | 'limits'>,
  viewer: Viewer,
  address: string,
  password: string,
): Promise<string> {
  const { memberId } = viewer;
  const member = await readMember(db, memberId);
  if (!member?.usernameKey) throw gone();
  const attempt = await limits.spendOnAccount(member.usernameKey, address);
  if (!(await verifyPassword(member.passwordHash, password)))
    throw new AppError('INVALID_CREDENTIALS', 'The password is wrong.');
  await attempt.giveBack();
  await locks.run(memberId, (signal) =>
    db.transact(async (tx) => {
      const removed = await tx
        .update(members)
        .set({ deletedAt: now, usernameKey: null })
        .where(and(eq(members.id, memberId), isNull(members.deletedAt)));
      if (affected(removed) !== 1) throw gone();
      await failpoint('deleteMember.afterTombstone');
      await tx.delete(sessions).where(eq(sessions.memberId, memberId));
      await record(tx, { type: 'member.deleted', aggregate: `member:${memberId}`, payload: { memberId } });
    }, signal),
  );
  feed.endStreams(memberId);
  return memberId;
}
