import type { OutgoingHttpHeaders } from 'node:http';
import { mediaTypes } from '../media/media-type.ts';
import { isDisposition } from './content-disposition.ts';
import type { MediaInfo } from './stored-media.ts';

/** The types that may be shown as what they are; everything else goes out as bytes of no type. */
const servedTypes: ReadonlySet<string> = new Set(mediaTypes.map(({ contentType }) => contentType));

/** On every answer: nothing that members store may ever run as a page or script, wherever it is opened. */
export const guardHeaders: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
};

/** Lets scripts of the web app's origins read answers, and nobody else's. */
export function corsHeaders(
  origin: string | undefined,
  allowed: ReadonlySet<string>,
): Record<string, string> {
  if (origin === undefined || !allowed.has(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers':
      'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag',
  };
}

/** For a preflight: reads alone, with ranges and conditions. */
export const preflightHeaders: OutgoingHttpHeaders = {
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': 'Range, If-Range, If-None-Match, If-Modified-Since',
  'Access-Control-Max-Age': '3000',
};

/** What says which object it is; also on 304. The key names the bytes for good, so a browser need never ask again. */
export function validatorHeaders(info: MediaInfo): OutgoingHttpHeaders {
  return {
    'Cache-Control': 'private, max-age=31536000, immutable',
    ...(info.etag ? { ETag: info.etag } : {}),
    ...(info.lastModified ? { 'Last-Modified': info.lastModified.toUTCString() } : {}),
  };
}

/** The headers of an object or a range of it. @param query the URL's own, signed with it. */
export function mediaHeaders(info: MediaInfo, query: URLSearchParams): OutgoingHttpHeaders {
  const type = info.contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const disposition = query.get('response-content-disposition');
  return {
    ...validatorHeaders(info),
    'Accept-Ranges': 'bytes',
    'Content-Length': info.byteSize,
    'Content-Type': servedTypes.has(type) ? type : 'application/octet-stream',
    ...(info.contentRange ? { 'Content-Range': info.contentRange } : {}),
    ...(disposition && isDisposition(disposition) ? { 'Content-Disposition': disposition } : {}),
  };
}
