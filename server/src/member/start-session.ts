import { eq } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { nowPlus } from '../platform/time.ts';
import { type MemberRow, type SessionRow, sessions } from './member.table.ts';
import { hashToken, type TokenPair } from './session-tokens.ts';

/** How a client carries its tokens. */
export type SessionTransport = SessionRow['transport'];

/** A session's tokens and when they end, as a column's instant. */
export type SessionTokens = TokenPair & { accessTokenExpiresAt: string; refreshTokenExpiresAt: string };

/** A session that a client just got. */
export type StartedSession = { member: MemberRow; transport: SessionTransport; tokens: SessionTokens };

type Start = { memberId: string; familyId?: string; transport: SessionTransport; tokens: TokenPair };

/** Writes a session: a new family, or the next of one. */
export async function startSession(
  tx: Pick<Tx, 'insert' | 'select'>,
  config: Pick<Config, 'ACCESS_TOKEN_SECONDS' | 'REFRESH_TOKEN_SECONDS'>,
  { memberId, familyId, transport, tokens }: Start,
): Promise<SessionTokens> {
  const id = newId();
  await tx.insert(sessions).values({
    id,
    memberId,
    familyId: familyId ?? id,
    transport,
    accessHash: hashToken(tokens.accessToken),
    accessExpiresAt: nowPlus(config.ACCESS_TOKEN_SECONDS),
    refreshHash: hashToken(tokens.refreshToken),
    refreshExpiresAt: nowPlus(config.REFRESH_TOKEN_SECONDS),
  });
  const [ends] = await tx
    .select({ access: sessions.accessExpiresAt, refresh: sessions.refreshExpiresAt })
    .from(sessions)
    .where(eq(sessions.id, id));
  if (!ends) throw new Error('A session vanished in the transaction that wrote it.');
  return { ...tokens, accessTokenExpiresAt: ends.access, refreshTokenExpiresAt: ends.refresh };
}
