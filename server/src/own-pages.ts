import type { IncomingHttpHeaders } from 'node:http';
import { allowedOrigins, type Config } from './config.ts';

/**
 * Makes the test for requests that the pages of other sites send. Browsers send cookies along whoever wrote the page, but
 * tell its origin. The page's own origin is the one that its Host says, so that the app also works under a name that is not
 * configured; and whoever sends a token of their own needs no cookie.
 */
export function createForeignPageCheck(
  config: Pick<Config, 'PUBLIC_URL'>,
): (headers: IncomingHttpHeaders) => boolean {
  const known = new Set(allowedOrigins(config));
  return ({ origin, host, authorization }) =>
    origin !== undefined &&
    authorization === undefined &&
    !known.has(origin) &&
    !(URL.canParse(origin) && new URL(origin).host === host);
}
