import { parseRetryAfter } from '../engine/backoff.ts';
import { type ApiErrorCode, UploadApiError } from '../engine/upload-api.ts';

const codes: Readonly<Record<string, ApiErrorCode>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  NOT_FOUND: 'NOT_FOUND',
  BUSY: 'BUSY',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAVAILABLE: 'UNAVAILABLE',
};

/** What a GraphQL error's extensions mean to the engine. */
export function errorOfExtensions(
  extensions: Readonly<Record<string, unknown>> | undefined,
  cause: unknown,
): UploadApiError {
  const code = typeof extensions?.code === 'string' ? codes[extensions.code] : undefined;
  const seconds = extensions?.retryAfter;
  return new UploadApiError(code ?? 'SERVER', typeof seconds === 'number' ? seconds * 1000 : null, { cause });
}

/** What an answer means that is none of our server's: a proxy's 429 and 5xx pass, the rest does not. */
export function errorOfResponse(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  cause?: unknown,
): UploadApiError {
  const retryAfterMs = parseRetryAfter(headers.get('Retry-After'), Date.now());
  return new UploadApiError(status === 429 || status >= 500 ? 'UNAVAILABLE' : 'SERVER', retryAfterMs, {
    cause,
  });
}
