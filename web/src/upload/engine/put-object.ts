import type { SignedRequest } from './upload-api.ts';

/** What became of one request to the store. */
export type PutAnswer =
  | { readonly kind: 'stored' }
  /** The store said no. `code` is the word of S3's error document, where it sent one. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly code: string | null;
      readonly retryAfterMs: number | null;
    }
  /** No answer: the connection broke, stalled, or was never made. */
  | { readonly kind: 'lost' };

export interface PutOptions {
  readonly signal: AbortSignal;
  /** Bytes of this body handed to the network so far. */
  onProgress(sentBytes: number): void;
}

/** Sends the body with exactly the signed headers. Rejects only with the signal's reason, when aborted. */
export type PutObject = (request: SignedRequest, body: Blob, options: PutOptions) => Promise<PutAnswer>;

/** The word in an S3 error document, such as SlowDown or NoSuchUpload; null where there is none. */
export function errorCodeOf(body: string): string | null {
  return /<Code>([A-Za-z]+)<\/Code>/.exec(body)?.[1] ?? null;
}
