import type { Deps } from '../deps.ts';
import { AppError } from '../platform/errors.ts';
import { readMemberByKey } from './member.read.ts';
import { verifyPassword } from './password.ts';
import { newTokens } from './session-tokens.ts';
import { type SessionTransport, type StartedSession, startSession } from './start-session.ts';
import { usernameKey } from './username.ts';

type Credentials = { username: string; password: string; transport: SessionTransport };

// Far above what a name can be: what is longer need not be normalised to be unknown.
const MAX_NAME_UNITS = 256;

/**
 * Starts a session for whoever knows the password. An unknown name and a wrong password answer alike, in words and time.
 * @param address the client's, for the throttle.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED, BUSY.
 */
export async function signIn(
  { db, config, limits }: Pick<Deps, 'db' | 'config' | 'limits'>,
  address: string,
  input: Credentials,
): Promise<StartedSession> {
  await limits.spend('signIn', address);
  const key = usernameKey(input.username.slice(0, MAX_NAME_UNITS));
  const attempt = await limits.spendOnAccount(key, address);
  const member = await readMemberByKey(db, key);
  if (!(await verifyPassword(member?.passwordHash, input.password)) || !member)
    throw new AppError('INVALID_CREDENTIALS', 'The user name or the password is wrong.');
  await attempt.giveBack();
  const { transport } = input;
  const tokens = await db.transact((tx) =>
    startSession(tx, config, { memberId: member.id, transport, tokens: newTokens() }),
  );
  return { member, transport, tokens };
}
