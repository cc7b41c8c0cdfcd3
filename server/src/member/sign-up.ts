import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import { isDuplicate } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { readMember, readMemberByKey } from './member.read.ts';
import { members } from './member.table.ts';
import { hashPassword, readPassword } from './password.ts';
import { newTokens } from './session-tokens.ts';
import { type SessionTransport, type StartedSession, startSession } from './start-session.ts';
import { readUsername } from './username.ts';

type Credentials = { username: string; password: string; transport: SessionTransport };

const taken = () => new AppError('USERNAME_TAKEN', 'This user name is taken. Please choose another.');

/**
 * Makes a member and signs them in. Storage is provisioned by the event, which needs no broker to be up now.
 * @param address the client's, for the throttle.
 * @throws AppError BAD_USER_INPUT, USERNAME_TAKEN, RATE_LIMITED, BUSY.
 */
export async function signUp(
  { db, config, limits }: Pick<Deps, 'db' | 'config' | 'limits'>,
  address: string,
  input: Credentials,
): Promise<StartedSession> {
  await limits.spend('signUp', address);
  const { username, usernameKey } = readUsername(input.username);
  const password = readPassword(input.password);
  // Asked first only to save a hash; the unique key decides.
  if (await readMemberByKey(db, usernameKey)) throw taken();
  const passwordHash = await hashPassword(password);
  const memberId = newId();
  try {
    return await db.transact(async (tx) => {
      await tx.insert(members).values({ id: memberId, username, usernameKey, passwordHash });
      await failpoint('signUp.afterMember');
      await record(tx, { type: 'member.signed-up', aggregate: `member:${memberId}`, payload: { memberId } });
      const tokens = await startSession(tx, config, {
        memberId,
        transport: input.transport,
        tokens: newTokens(),
      });
      const member = await readMember(tx, memberId);
      if (!member) throw new Error('A member vanished in the transaction that wrote it.');
      return { member, transport: input.transport, tokens };
    });
  } catch (error) {
    throw isDuplicate(error) ? taken() : error;
  }
}
