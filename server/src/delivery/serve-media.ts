import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '../platform/log.ts';
import { isConditional, judgeConditions, rangeToSend } from './conditional-request.ts';
import {
  corsHeaders,
  guardHeaders,
  mediaHeaders,
  preflightHeaders,
  validatorHeaders,
} from './edge-headers.ts';
import type { MediaStore } from './stored-media.ts';
import { type EdgeTrust, type SignedRequest, verifySignedUrl } from './verify-signed-url.ts';
import type { ViewerAddress } from './viewer-address.ts';

/** What the edge serves with. */
export type Edge = {
  trust: EdgeTrust;
  store: MediaStore;
  viewerAddress: ViewerAddress;
  /** Origins whose scripts may read answers. */
  origins: ReadonlySet<string>;
  log: Logger;
};

/**
 * Answers one request as CloudFront before a private bucket would: media for a good signature, 403 for any other and for
 * what isn't there (nobody learns which), 503 while the store is away. Never rejects.
 */
export async function serveMedia(
  edge: Edge,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = '' } = request;
  response.setHeaders(
    new Map(Object.entries({ ...guardHeaders, ...corsHeaders(request.headers.origin, edge.origins) })),
  );

  if (url === '/healthz') return finish(response, 200, 'ok');
  if (method === 'OPTIONS') return void response.writeHead(204, preflightHeaders).end();
  if (method !== 'GET' && method !== 'HEAD')
    return finish(response, 405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' });

  const address = edge.viewerAddress(request.socket.remoteAddress, request.headers['x-forwarded-for']);
  const signed = verifySignedUrl(url, address, Date.now() / 1000, edge.trust);
  if (!signed) return deny(response);

  const gone = new AbortController();
  // Closed without an error of ours: the viewer left.
  const leave = () => response.errored ?? gone.abort();
  response.once('close', leave);
  try {
    await deliver(edge.store, signed, request, response, gone.signal);
  } catch (error) {
    // Whoever left needs no answer, and what he left unread is no failure.
    if (gone.signal.aborted) return;
    edge.log.warn(
      { err: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown', key: signed.key },
      'media store failed',
    );
    // Half an answer can only be cut off; its length tells the viewer that something is missing.
    if (response.headersSent) response.destroy();
    else finish(response, 503, 'Briefly unavailable.', { 'Retry-After': '2' });
  } finally {
    response.off('close', leave);
  }
}

async function deliver(
  store: MediaStore,
  { key, query }: SignedRequest,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { headers, method } = request;
  const known = method === 'HEAD' || isConditional(headers) ? await store.head(key, signal) : undefined;
  if (known) {
    const verdict = judgeConditions(headers, known);
    if (verdict === 'not-modified') return void response.writeHead(304, validatorHeaders(known)).end();
    if (verdict === 'failed') return finish(response, 412, 'Precondition failed.');
    if (method === 'HEAD') return void response.writeHead(200, mediaHeaders(known, query)).end();
  } else if (method === 'HEAD') {
    return deny(response);
  }

  const read = await store.read(key, rangeToSend(headers, known), signal);
  if (read.kind === 'missing') return deny(response);
  if (read.kind === 'beyond-end') {
    const whole = known ?? (await store.head(key, signal));
    return whole
      ? finish(response, 416, 'No such range.', { 'Content-Range': `bytes */${whole.byteSize}` })
      : deny(response);
  }
  response.writeHead(read.info.contentRange ? 206 : 200, mediaHeaders(read.info, query));
  await pipeline(read.body, response);
}

function deny(response: ServerResponse): void {
  finish(response, 403, 'Access denied.');
}

function finish(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  });
  // A HEAD's answer never has a body; node drops it.
  response.end(`${sentence}\n`);
}
