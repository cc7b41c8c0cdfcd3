import { describe, expect, it } from 'vitest';
import { sessionCookies } from './session-cookies.ts';

const lifetimes = { ACCESS_TOKEN_SECONDS: 900, REFRESH_TOKEN_SECONDS: 2_592_000 };
const tokens = { accessToken: 'aaa', refreshToken: 'rrr' };

function linesAt(PUBLIC_URL: string): string[] {
  let sent: string[] = [];
  sessionCookies({ PUBLIC_URL, ...lifetimes }, undefined, (lines) => {
    sent = lines;
  }).set(tokens);
  return sent;
}

describe('session cookies', () => {
  it('belong to this host alone and to HTTPS where the app has it', () => {
    expect(linesAt('https://pics.example')).toEqual([
      '__Host-picup_access=aaa; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Lax',
      '__Host-picup_refresh=rrr; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax',
    ]);
  });

  it('tell two copies on one host apart, whose cookies no port keeps apart', () => {
    const [at4000, at4001] = ['http://localhost:4000', 'http://localhost:4001'].map(linesAt);
    expect(at4000?.[0]).toMatch(/^picup_access_4000=aaa;/);
    expect(at4001?.[0]).toMatch(/^picup_access_4001=aaa;/);
  });

  it('are read back from a request, and nonsense is not', () => {
    const config = { PUBLIC_URL: 'http://localhost', ...lifetimes };
    const read = (header: string) => sessionCookies(config, header, () => undefined);
    expect(read('a=b; picup_access_80=aaa; picup_refresh_80=rrr')).toMatchObject(tokens);
    expect(read('picup_access_80=; =; %%%').accessToken).toBeUndefined();
  });
});
