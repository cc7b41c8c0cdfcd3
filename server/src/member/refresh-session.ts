import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { affected, type Tx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { now } from '../platform/time.ts';
import { readMember } from './member.read.ts';
import { type SessionRow, sessions } from './member.table.ts';
import { hashToken, successorTokens, type TokenPair } from './session-tokens.ts';
import { endFamily } from './sign-out.ts';
import { type SessionTokens, type StartedSession, startSession } from './start-session.ts';

/** For so long after a rotation the old token still gets the same successor: a client's requests may run in parallel. */
const GRACE_SECONDS = 5;

/**
 * Trades a refresh token for the next session of its family and transport. A token that was traded before ends the family,
 * for then two clients hold it, except within the grace and while its successor is still the current one.
 * @param address the client's, for the throttle.
 * @throws AppError UNAUTHENTICATED, RATE_LIMITED.
 */
export async function refreshSession(
  { db, config, feed, limits }: Pick<Deps, 'db' | 'config' | 'feed' | 'limits'>,
  address: string,
  refreshToken: string | undefined,
): Promise<StartedSession> {
  await limits.spend('refresh', address);
  if (!refreshToken) throw ended();
  const next = successorTokens(config.SESSION_SECRET, refreshToken);
  const refreshHash = hashToken(refreshToken);
  const started = await db.transact(async (tx) => {
    const traded = await tx
      .update(sessions)
      .set({ rotatedAt: now })
      .where(
        and(
          eq(sessions.refreshHash, refreshHash),
          isNull(sessions.rotatedAt),
          gt(sessions.refreshExpiresAt, now),
        ),
      );
    await failpoint('refresh.afterTrade');
    const old = await readTradedSession(tx, refreshHash);
    const member = old && (await readMember(tx, old.memberId));
    if (!old || !member) return undefined;
    const tokens =
      affected(traded) === 1
        ? await startSession(tx, config, { ...old, tokens: next })
        : await sameSuccessor(tx, old.graceLeft, next);
    if (tokens) return { member, transport: old.transport, tokens };
    // Committed although the caller is refused: whoever stole the token loses it too.
    await endFamily(tx, old.familyId);
    tx.afterCommit(() => feed.endStreams(old.memberId, old.familyId));
    return undefined;
  });
  if (!started) throw ended();
  return started;
}

const ended = () => new AppError('UNAUTHENTICATED', 'This session has ended. Please sign in again.');

type TradedSession = Pick<SessionRow, 'memberId' | 'familyId' | 'transport'> & { graceLeft: boolean };

async function readTradedSession(tx: Tx, refreshHash: Buffer): Promise<TradedSession | undefined> {
  const [old] = await tx
    .select({
      memberId: sessions.memberId,
      familyId: sessions.familyId,
      transport: sessions.transport,
      graceLeft: sql`${sessions.rotatedAt} > now(6) - interval ${GRACE_SECONDS} second`.mapWith(Boolean),
    })
    .from(sessions)
    // An expired token was never traded and is nobody's theft: it is only unknown.
    .where(and(eq(sessions.refreshHash, refreshHash), gt(sessions.refreshExpiresAt, now)));
  return old;
}

async function sameSuccessor(
  tx: Tx,
  graceLeft: boolean,
  next: TokenPair,
): Promise<SessionTokens | undefined> {
  if (!graceLeft) return undefined;
  const [current] = await tx
    .select({ access: sessions.accessExpiresAt, refresh: sessions.refreshExpiresAt })
    .from(sessions)
    .where(and(eq(sessions.refreshHash, hashToken(next.refreshToken)), isNull(sessions.rotatedAt)));
  return current && { ...next, accessTokenExpiresAt: current.access, refreshTokenExpiresAt: current.refresh };
}
