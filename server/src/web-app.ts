import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';
import sirv from 'sirv';
import type { Config } from './config.ts';
import type { Logger } from './platform/log.ts';

/** Next to the server's own folder, from its sources and from its bundle alike. */
const builtWeb = fileURLToPath(new URL('../../web/dist', import.meta.url));

const year = 365 * 24 * 3600;

/**
 * Serves the built web app: hashed files for ever, everything else asked for anew, and the page itself for every address
 * that a person may open. Without a built app there is nothing to serve; one that is taken away later ends its requests.
 */
export function serveWebApp({
  config,
  log,
}: {
  config: Pick<Config, 'WEB_ROOT' | 'CDN_URL'>;
  log: Pick<Logger, 'error'>;
}): RequestHandler {
  const root = config.WEB_ROOT ?? builtWeb;
  if (!existsSync(root)) return (_request, _response, next) => next();
  // The first photo's address is known long before: by then the line to it is open.
  const preconnect = `<${new URL(config.CDN_URL).origin}>; rel=preconnect`;
  const serve = sirv(root, {
    single: true,
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (response, pathname) => {
      const forEver = pathname.startsWith('/assets/');
      response.setHeader('Cache-Control', forEver ? `public, max-age=${year}, immutable` : 'no-cache');
      // Every address without a file's ending is the page.
      if (!/\.\w+$/.test(pathname)) response.setHeader('Link', preconnect);
    },
  });
  return (request, response, next) => {
    // The installed app's service worker takes what other apps share; it comes here only where a browser has lost that.
    if (request.method === 'POST' && request.path === '/share')
      return response.redirect(303, '/share?failed');
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    // By then the head may have been sent: all that can be said is that there is no more.
    response.once('pipe', (file: Readable) =>
      file.once('error', (error) => {
        log.error({ err: error, path: request.path }, 'A file of the web app could not be read');
        response.destroy();
      }),
    );
    serve(request, response, () => next());
  };
}

/** The headers of every answer: what the page may load and talk to, and nobody may frame it. */
export function secureHeaders(config: Config): RequestHandler {
  const cdn = new URL(config.CDN_URL).origin;
  const policy = [
    "default-src 'none'",
    // The checksum of large files is WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    // The player and the lightbox set styles by script.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' blob: data: ${cdn}`,
    `media-src 'self' blob: ${cdn}`,
    `connect-src 'self' ${cdn} ${storeOrigin(config)}`,
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...(config.PUBLIC_URL.startsWith('https:') && { 'Strict-Transport-Security': `max-age=${year}` }),
  };
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    next();
  };
}

/** Where browsers send their uploads. */
function storeOrigin(config: Config): string {
  const { protocol, host } = new URL(
    config.S3_PUBLIC_ENDPOINT ?? `https://s3.${config.S3_REGION}.amazonaws.com`,
  );
  return config.S3_FORCE_PATH_STYLE ? `${protocol}//${host}` : `${protocol}//${config.S3_BUCKET}.${host}`;
}
