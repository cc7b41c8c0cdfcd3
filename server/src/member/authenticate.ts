import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import { now } from '../platform/time.ts';
import { members, sessions } from './member.table.ts';
import { hashToken } from './session-tokens.ts';

/** Who is signed in, and by which session. */
export type Viewer = { memberId: string; sessionId: string; familyId: string };

/** Finds the viewer of an access token; undefined for one that is unknown, expired, traded or signed out. */
export type Authenticate = (accessToken: string) => Promise<Viewer | undefined>;

/** Every request asks this first, so its SQL is built once. */
export function prepareAuthenticate(db: Db): Authenticate {
  const viewerOf = db
    .select({ memberId: sessions.memberId, sessionId: sessions.id, familyId: sessions.familyId })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.memberId))
    .where(
      and(
        eq(sessions.accessHash, sql.placeholder('hash')),
        isNull(sessions.rotatedAt),
        gt(sessions.accessExpiresAt, now),
        isNull(members.deletedAt),
      ),
    )
    .prepare();
  return async (accessToken) => {
    const [viewer] = await viewerOf.execute({ hash: hashToken(accessToken) });
    return viewer;
  };
}
