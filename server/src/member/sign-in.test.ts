import { describe, expect, it } from 'vitest';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { credentials, SIGN_OUT, sessionRequests, tokensOf } from '../testing/session-requests.ts';

const harness = await openHarness();
const { signIn, refresh, whoAmI } = sessionRequests(harness);

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
    expect((await refresh(undefined, { cookies, token: two.token })).codes).toEqual(['UNAUTHENTICATED']);
    expect(await whoAmI({ cookies })).toBe(one.username);
  });
});
