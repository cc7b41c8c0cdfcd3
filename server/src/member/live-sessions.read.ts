import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import { now } from '../platform/time.ts';
import { members, sessions } from './member.table.ts';

/** Those of the sessions whose access token still opens the account: not expired, traded or signed out. */
export async function readLiveSessions(db: Db, sessionIds: string[]): Promise<Set<string>> {
  if (sessionIds.length === 0) return new Set();
  const rows = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.memberId))
    .where(
      and(
        inArray(sessions.id, sessionIds),
        isNull(sessions.rotatedAt),
        gt(sessions.accessExpiresAt, now),
        isNull(members.deletedAt),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}
