import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { outboxEvents } from '../events/outbox.table.ts';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { members, sessions } from './member.table.ts';

const harness = await openHarness();

const SIGN_UP = `mutation ($input: SignUpInput!) {
  signUp(input: $input) {
    member { id username createdAt storage { limitBytes usedBytes reservedBytes } }
    tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
  }
}`;
type SignedUp = {
  signUp: {
    member: { id: string; username: string; createdAt: string; storage: object };
    tokens: object | null;
  };
};

const password = 'a long password';
const signUp = (input: object) =>
  harness.api<SignedUp>(SIGN_UP, { input: { password, transport: 'TOKEN', ...input } });

describe('signUp', () => {
  it('makes a member with an empty storage of the default size, before any event has arrived', async () => {
    const { data, errors } = await signUp({ username: 'alice' });
    expect(errors).toEqual([]);
    expect(data?.signUp.member).toMatchObject({
      username: 'alice',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      storage: { limitBytes: 15 * 1024 ** 3, usedBytes: 0, reservedBytes: 0 },
    });
    expect(data?.signUp.tokens).toMatchObject({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
    });
  });

  it('records the event in the same transaction, with no broker in the way', async () => {
    const { memberId } = await aMember(harness);
    const events = await harness.deps.db
      .select()
      .from(outboxEvents)
      .where(eq(outboxEvents.aggregate, `member:${memberId}`));
    expect(events.map(({ type, payload }) => [type, JSON.parse(payload)])).toEqual([
      ['member.signed-up', { memberId }],
    ]);
  });

  it('keeps the name as it was written and takes every spelling of it', async () => {
    const { data } = await signUp({ username: 'Stra\u0308ße.1' });
    expect(data?.signUp.member.username).toBe('Sträße.1');
    for (const username of ['STRÄSSE.1', 'strässe.1', 'ｓträße.1']) {
      const { codes } = await signUp({ username });
      expect(codes, username).toEqual(['USERNAME_TAKEN']);
    }
  });

  it('refuses names and passwords that break the rules, in words', async () => {
    const wrong = [
      { username: 'ab' },
      { username: 'x'.repeat(31) },
      { username: 'a b c' },
      { username: 'abc😀' },
      { username: 'goodname', password: '1234567' },
      { username: 'goodname', password: 'x'.repeat(129) },
      { username: 'goodname', password: '\ud800'.repeat(8) },
      { username: 'goodname', password: '\u0065\u0301'.repeat(7) },
    ];
    for (const input of wrong) {
      const { errors } = await signUp(input);
      expect(errors, JSON.stringify(input)).toMatchObject([
        { code: 'BAD_USER_INPUT', message: expect.stringMatching(/\.$/) },
      ]);
    }
    expect((await signUp({ username: 'goodname', password: '암호여덟글자까지' })).errors).toEqual([]);
  });

  it('lets exactly one of many win a name at the same moment', async () => {
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, i) => signUp({ username: i % 2 ? 'racer' : 'RACER' })),
    );
    const codes = replies.map(({ codes: [code] }) => code ?? 'OK').sort();
    expect(codes).toEqual(['OK', ...Array<string>(11).fill('USERNAME_TAKEN')]);
  });

  it('stores neither password nor token in clear', async () => {
    const member = await aMember(harness, { password: 'very secret words' });
    const [row] = await harness.deps.db.select().from(members).where(eq(members.id, member.memberId));
    expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const stored = await everythingStored();
    for (const secret of [member.password, member.token, member.refreshToken])
      expect(stored.includes(secret.slice(0, 16))).toBe(false);
    expect(stored.includes(member.username)).toBe(true);
  });
});

/** The bytes of all that the database holds of members and their sessions. */
async function everythingStored(): Promise<Buffer> {
  const rows: object[] = [
    ...(await harness.deps.db.select().from(members)),
    ...(await harness.deps.db.select().from(sessions)),
  ];
  const values = rows.flatMap((row) => Object.values(row));
  return Buffer.concat(values.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))));
}
