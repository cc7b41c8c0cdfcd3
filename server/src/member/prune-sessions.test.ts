import { eq, sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { sessions } from './member.table.ts';
import { pruneSessions } from './prune-sessions.sweep.ts';

const harness = await openHarness();
const { db } = harness.deps;

it('forgets expired sessions, and keeps traded ones as long as their token could come back', async () => {
  const [gone, stays] = [await aMember(harness), await aMember(harness)];
  await harness.ask(
    'mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { member { id } } }',
    { token: stays.refreshToken },
  );
  await db
    .update(sessions)
    .set({ refreshExpiresAt: sql`now(6) - interval 1 second` })
    .where(eq(sessions.memberId, gone.memberId));
  expect(await pruneSessions(harness.deps)).toBe(1);
  expect((await db.select().from(sessions)).map(({ memberId }) => memberId)).toEqual([
    stays.memberId,
    stays.memberId,
  ]);
});
