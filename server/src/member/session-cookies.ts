import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../config.ts';
import type { TokenPair } from './session-tokens.ts';

/** The session cookies of one request and its answer. */
export type SessionCookies = Partial<TokenPair> & {
  /** Hands the tokens to the browser. */
  set: (tokens: TokenPair) => void;
  /** Makes the browser forget them. */
  clear: () => void;
};

type CookieConfig = Pick<Config, 'PUBLIC_URL' | 'ACCESS_TOKEN_SECONDS' | 'REFRESH_TOKEN_SECONDS'>;

/**
 * Reads the session cookies of a request.
 * @param header the Cookie header.
 * @param send takes the Set-Cookie lines of the answer, in place of what it took before.
 */
export function sessionCookies(
  config: CookieConfig,
  header: string | undefined,
  send: (setCookies: string[]) => void,
): SessionCookies {
  const names = cookieNames(config);
  const secure = names.secure;
  const line = (name: string, value: string, maxAge: number) =>
    stringifySetCookie({ name, value, maxAge, path: '/', httpOnly: true, sameSite: 'lax', secure });
  const given = header ? parseCookie(header) : {};
  return {
    accessToken: given[names.access] || undefined,
    refreshToken: given[names.refresh] || undefined,
    set: ({ accessToken, refreshToken }) =>
      send([
        line(names.access, accessToken, config.ACCESS_TOKEN_SECONDS),
        line(names.refresh, refreshToken, config.REFRESH_TOKEN_SECONDS),
      ]),
    clear: () => send([line(names.access, '', 0), line(names.refresh, '', 0)]),
  };
}

/** Cookies ignore ports, so without HTTPS the name tells two copies on one host apart. */
function cookieNames({ PUBLIC_URL }: CookieConfig) {
  const { protocol, port } = new URL(PUBLIC_URL);
  if (protocol === 'https:')
    return { access: '__Host-picup_access', refresh: '__Host-picup_refresh', secure: true };
  return { access: `picup_access_${port || '80'}`, refresh: `picup_refresh_${port || '80'}`, secure: false };
}
