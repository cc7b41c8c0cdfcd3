import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import { now } from '../platform/time.ts';
import { members, sessions } from './member.table.ts';
import { hashToken } from './session-tokens.ts';

/** Who is signed in, and by which session. */
export type Viewer = { memberId: string; sessionId: string; familyId: string };

/** The viewer of an access token; undefined for a token that is unknown, expired, traded or signed out. */
export async function authenticate(db: Db, accessToken: string): Promise<Viewer | undefined> {
  const [viewer] = await db
    .select({ memberId: sessions.memberId, sessionId: sessions.id, familyId: sessions.familyId })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.memberId))
    .where(
      and(
        eq(sessions.accessHash, hashToken(accessToken)),
        isNull(sessions.rotatedAt),
        gt(sessions.accessExpiresAt, now),
        isNull(members.deletedAt),
      ),
    );
  return viewer;
}
