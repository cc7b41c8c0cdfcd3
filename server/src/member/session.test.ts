import { eq, sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { credentials, SIGN_OUT, sessionRequests, tokensOf } from '../testing/session-requests.ts';
import { sessions } from './member.table.ts';
import { hashToken } from './session-tokens.ts';

const harness = await openHarness();
const { db } = harness.deps;
const { signIn, refresh, whoAmI } = sessionRequests(harness);

/** Moves a rotation into the past, beyond the grace. */
const endGrace = (refreshToken: string) =>
  db
    .update(sessions)
    .set({ rotatedAt: sql`rotated_at - interval 1 minute` })
    .where(eq(sessions.refreshHash, hashToken(refreshToken)));

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
