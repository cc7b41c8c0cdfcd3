import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { type AMember, aMember } from '../testing/builders.ts';
import { openHarness, type Sender } from '../testing/harness.ts';
import { sessions } from './member.table.ts';
import { hashToken } from './session-tokens.ts';

const harness = await openHarness();
const { db } = harness.deps;

type Tokens = {
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  refreshTokenExpiresAt: string;
};
type Payload = { member: { id: string; username: string }; tokens: Tokens | null };

const PAYLOAD = `member { id username }
  tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }`;
const SIGN_IN = `mutation ($input: SignInInput!) { session: signIn(input: $input) { ${PAYLOAD} } }`;
const REFRESH = `mutation ($input: RefreshSessionInput) { session: refreshSession(input: $input) { ${PAYLOAD} } }`;
const SIGN_OUT = 'mutation { signOut { signedOut } }';

const signIn = (input: object, sender?: Sender) =>
  harness.api<{ session: Payload }>(SIGN_IN, { input }, sender);
const refresh = (refreshToken?: string, sender?: Sender) =>
  harness.api<{ session: Payload }>(REFRESH, refreshToken ? { input: { refreshToken } } : {}, sender);
const tokensOf = ({ data }: { data: { session: Payload } | null }): Tokens => {
  if (!data?.session.tokens) throw new Error('The session came without tokens.');
  return data.session.tokens;
};
const whoAmI = async (sender?: Sender) => {
  const { viewer } = await harness
    .api<{ viewer: { username: string } | null }>('{ viewer { username } }', {}, sender)
    .then(({ data }) => data ?? { viewer: null });
  return viewer?.username ?? null;
};
/** Moves a rotation into the past, beyond the grace. */
const endGrace = (refreshToken: string) =>
  db
    .update(sessions)
    .set({ rotatedAt: sql`rotated_at - interval 1 minute` })
    .where(eq(sessions.refreshHash, hashToken(refreshToken)));

const credentials = ({ username, password }: AMember, transport = 'TOKEN') => ({
  username,
  password,
  transport,
});

describe('signIn', () => {
  it('knows the member by any spelling of the name', async () => {
    const member = await aMember(harness, { username: 'Some.Body' });
    const { data } = await signIn({ ...credentials(member), username: 'ｓome.BODY' });
    expect(data?.session.member).toEqual({ id: member.id, username: 'Some.Body' });
  });

  it('gives a bearer token with its end, and nothing else opens the account', async () => {
    const member = await aMember(harness);
    const reply = await signIn(credentials(member));
    const { accessToken, accessTokenExpiresAt, refreshTokenExpiresAt } = tokensOf(reply);
    expect(reply.cookies).toBe('');
    expect(Date.parse(accessTokenExpiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(Date.parse(accessTokenExpiresAt) - Date.now()).toBeLessThan(15.1 * 60_000);
    expect(Date.parse(refreshTokenExpiresAt) - Date.now()).toBeGreaterThan(29.9 * 24 * 3600_000);
    expect(await whoAmI({ token: accessToken })).toBe(member.username);
    expect(await whoAmI({ headers: { Authorization: `bearer ${accessToken}` } })).toBe(member.username);
    expect(await whoAmI({ headers: { Authorization: `Basic ${accessToken}` } })).toBe(null);
    expect(await whoAmI({ token: `${accessToken}x` })).toBe(null);
    expect(await whoAmI({ token: tokensOf(reply).refreshToken })).toBe(null);
    expect(await whoAmI()).toBe(null);
  });

  it('answers a wrong password, an unknown name and nonsense in the same words', async () => {
    const member = await aMember(harness);
    const wrong = [
      { username: member.username, password: 'not the password' },
      { username: 'nobody-at-all', password: member.password },
      { username: '', password: '' },
      { username: 'x'.repeat(5_000), password: 'x'.repeat(5_000) },
    ];
    const answers = await Promise.all(wrong.map((input) => signIn({ ...input, transport: 'TOKEN' })));
    for (const { data, errors } of answers) {
      expect(data).toBe(null);
      expect(errors).toMatchObject([
        { code: 'INVALID_CREDENTIALS', message: answers[0]?.errors[0]?.message },
      ]);
    }
  });

  it('takes as long for an unknown name as for a wrong password', async () => {
    const member = await aMember(harness);
    const time = async (username: string) => {
      const started = performance.now();
      await signIn({ username, password: 'not the password', transport: 'TOKEN' });
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      known.push(await time(member.username));
      unknown.push(await time(`nobody-${i}`));
    }
    // A hash is tens of milliseconds and everything around it few: without one it would be a tenth.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) * 0.5);
  });

  it('accepts a password however its characters are composed', async () => {
    const member = await aMember(harness, { password: 'caf\u00e9 caf\u00e9' });
    const { errors } = await signIn({ ...credentials(member), password: 'cafe\u0301 cafe\u0301' });
    expect(errors).toEqual([]);
  });
});

describe('cookies', () => {
  it('carry the session where nothing else is asked for, out of reach of scripts', async () => {
    const { username, password } = await aMember(harness);
    const reply = await signIn({ username, password });
    expect(reply.data?.session.tokens).toBe(null);
    const lines = reply.headers.getSetCookie();
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(
        /^picup_(access|refresh)_4000=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
      );
    }
    expect(await whoAmI({ cookies: reply.cookies })).toBe(username);
  });

  it('are refused from the page of another site, and taken from our own and from programs', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const own = new URL(harness.url).origin;
    for (const origin of ['https://evil.example', 'http://localhost:4001', 'null', 'nonsense']) {
      const { status, codes } = await harness.api(SIGN_OUT, {}, { cookies, headers: { Origin: origin } });
      expect({ origin, status, codes }).toEqual({ origin, status: 403, codes: ['BAD_REQUEST'] });
    }
    for (const origin of ['http://localhost:4000', 'http://127.0.0.1:4000', own])
      expect(await whoAmI({ cookies, headers: { Origin: origin } })).toBe(member.username);
    expect(await whoAmI({ cookies })).toBe(member.username);
  });

  it('cannot be used by a plain form of another site', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const headers = { Cookie: cookies, 'Content-Type': 'text/plain' };
    const body = JSON.stringify({ query: SIGN_OUT });
    const answer = await fetch(`${harness.url}/graphql`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    const read = await fetch(`${harness.url}/graphql?query=${encodeURIComponent('{viewer{id}}')}`, {
      headers: { Cookie: cookies },
    });
    expect(read.status).toBe(400);
    expect(await whoAmI({ cookies })).toBe(member.username);
  });

  it('are not read beside a bearer token', async () => {
    const [one, two] = [await aMember(harness), await aMember(harness)];
    const { cookies } = await signIn(credentials(one, 'COOKIE'));
    expect(await whoAmI({ cookies, token: two.token })).toBe(two.username);
    expect(await whoAmI({ cookies, token: 'dead' })).toBe(null);
  });
});

describe('refreshSession', () => {
  it('trades a token for the next session of the same transport, and the old access token stops', async () => {
    const member = await aMember(harness);
    const next = tokensOf(await refresh(member.refreshToken));
    expect(await whoAmI({ token: member.token })).toBe(null);
    expect(await whoAmI({ token: next.accessToken })).toBe(member.username);
    expect(tokensOf(await refresh(next.refreshToken)).refreshToken).not.toBe(next.refreshToken);
  });

  it('answers a cookie with cookies', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const reply = await refresh(undefined, { cookies });
    expect(reply.data?.session).toMatchObject({ member: { id: member.id }, tokens: null });
    expect(await whoAmI({ cookies })).toBe(null);
    expect(await whoAmI({ cookies: reply.cookies })).toBe(member.username);
  });

  it('stays with cookies for a token that was taken out of one', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const token = /picup_refresh_4000=([\w-]+)/.exec(cookies)?.[1];
    const { data } = await refresh(token);
    expect(data?.session.tokens).toBe(null);
  });

  it('works with the refresh cookie alone, when the browser has dropped the other', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const only = cookies
      .split('; ')
      .filter((cookie) => cookie.startsWith('picup_refresh'))
      .join('; ');
    expect(await whoAmI({ cookies: only })).toBe(null);
    const reply = await refresh(undefined, { cookies: only });
    expect(await whoAmI({ cookies: reply.cookies })).toBe(member.username);
  });

  it('gives parallel requests of one client the same successor', async () => {
    const member = await aMember(harness);
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(member.refreshToken)));
    const all = replies.map(tokensOf);
    expect(new Set(all.map((tokens) => JSON.stringify(tokens))).size).toBe(1);
    expect(await whoAmI({ token: all[0]?.accessToken })).toBe(member.username);
  });

  it('ends the whole family when a token comes back after the grace', async () => {
    const member = await aMember(harness);
    const other = tokensOf(await signIn(credentials(member)));
    const next = tokensOf(await refresh(member.refreshToken));
    await endGrace(member.refreshToken);
    expect((await refresh(member.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await whoAmI({ token: next.accessToken })).toBe(null);
    expect((await refresh(next.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await whoAmI({ token: other.accessToken })).toBe(member.username);
  });

  it('gives the grace to the last token only', async () => {
    const member = await aMember(harness);
    const next = tokensOf(await refresh(member.refreshToken));
    const last = tokensOf(await refresh(next.refreshToken));
    expect((await refresh(member.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await whoAmI({ token: last.accessToken })).toBe(null);
  });

  it('leaves nothing behind where a theft is noticed while the thief refreshes', async () => {
    const member = await aMember(harness);
    const next = tokensOf(await refresh(member.refreshToken));
    await endGrace(member.refreshToken);
    const [again, theft] = await Promise.all([refresh(member.refreshToken), refresh(next.refreshToken)]);
    expect(again.codes).toEqual(['UNAUTHENTICATED']);
    const survivor = theft.data?.session.tokens;
    expect(survivor ? await whoAmI({ token: survivor.accessToken }) : null).toBe(null);
    expect(await db.select().from(sessions).where(eq(sessions.memberId, member.memberId))).toEqual([]);
  });

  it('refuses unknown, missing and expired tokens', async () => {
    const member = await aMember(harness);
    expect((await refresh('unknown')).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh()).codes).toEqual(['UNAUTHENTICATED']);
    expect((await refresh(member.token)).codes).toEqual(['UNAUTHENTICATED']);
    await db
      .update(sessions)
      .set({ refreshExpiresAt: sql`now(6)` })
      .where(eq(sessions.memberId, member.memberId));
    expect((await refresh(member.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a dead token', () => {
  it('makes a visitor, who may sign up, sign in and refresh all the same', async () => {
    const member = await aMember(harness);
    await db
      .update(sessions)
      .set({ accessExpiresAt: sql`now(6)` })
      .where(eq(sessions.memberId, member.memberId));
    const dead = { token: member.token };
    expect(await whoAmI(dead)).toBe(null);
    expect((await harness.api('{ albums { totalCount } }', {}, dead)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await signIn(credentials(member), dead)).errors).toEqual([]);
    expect((await refresh(member.refreshToken, dead)).errors).toEqual([]);
    const input = { username: `new-${Date.now()}`, password: 'a long password' };
    const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { member { id } } }';
    expect((await harness.api(signUp, { input }, dead)).errors).toEqual([]);
    expect(
      (
        await harness.api(
          signUp,
          { input: { ...input, username: `${input.username}.2` } },
          { cookies: 'picup_access_4000=dead' },
        )
      ).errors,
    ).toEqual([]);
  });
});

describe('signOut', () => {
  it('ends this session everywhere and at once, and no other', async () => {
    const member = await aMember(harness);
    const other = tokensOf(await signIn(credentials(member)));
    const { data } = await harness.api(SIGN_OUT, {}, { token: member.token });
    expect(data).toEqual({ signOut: { signedOut: true } });
    expect(await whoAmI({ token: member.token })).toBe(null);
    expect((await refresh(member.refreshToken)).codes).toEqual(['UNAUTHENTICATED']);
    expect(await whoAmI({ token: other.accessToken })).toBe(member.username);
  });

  it('ends the session for the rest of its own operation too', async () => {
    const { token } = await aMember(harness);
    const both = 'mutation { signOut { signedOut } createAlbum(input: { name: "x" }) { album { id } } }';
    expect((await harness.api(both, {}, { token })).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('makes the browser forget its cookies', async () => {
    const member = await aMember(harness);
    const { cookies } = await signIn(credentials(member, 'COOKIE'));
    const { headers } = await harness.api(SIGN_OUT, {}, { cookies });
    expect(headers.getSetCookie()).toEqual([
      'picup_access_4000=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      'picup_refresh_4000=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
    ]);
  });

  it('is for members', async () => {
    expect((await harness.api(SIGN_OUT)).codes).toEqual(['UNAUTHENTICATED']);
  });
});
