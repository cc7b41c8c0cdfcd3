/** A request that may be sent as it stands: exactly these headers, the raw bytes as the body. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface SignedPart extends SignedRequest {
  /** 1-based. */
  readonly number: number;
  readonly byteSize: number;
}

export type TicketTransfer =
  | { readonly kind: 'single'; readonly request: SignedRequest }
  | {
      readonly kind: 'parts';
      readonly partSize: number;
      readonly partCount: number;
      /** Parts the store does not hold yet, lowest first; never more than were asked for. */
      readonly missing: readonly SignedPart[];
    };

export interface Ticket {
  readonly id: string;
  readonly clientRef: string | null;
  readonly filename: string;
  readonly byteSize: number;
  readonly transfer: TicketTransfer;
}

export interface UploadRequest {
  readonly clientRef: string;
  readonly filename: string;
  readonly contentType: string;
  readonly byteSize: number;
  /** Base64 of the whole file's SHA-256, where it is known before the upload. */
  readonly sha256: string | null;
  /** For a file that does not say so itself: an instant as RFC 3339. */
  readonly takenAt: string | null;
}

/** The contract's UploadRefusalCode. */
export type RefusalCode =
  | 'UNSUPPORTED_TYPE'
  | 'EMPTY_FILE'
  | 'TOO_LARGE'
  | 'QUOTA_EXCEEDED'
  | 'INVALID_FILENAME'
  | 'INVALID_CHECKSUM'
  | 'TICKET_NOT_FOUND'
  | 'TICKET_EXPIRED'
  | 'NOT_UPLOADED'
  | 'SIZE_MISMATCH'
  | 'CHECKSUM_MISMATCH'
  | 'ALBUM_NOT_FOUND';

export type TicketAnswer =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'refusal'; readonly code: RefusalCode };

export type CommitAnswer =
  | { readonly kind: 'committed'; readonly ticketId: string; readonly pictureId: string }
  | { readonly kind: 'refusal'; readonly ticketId: string; readonly code: RefusalCode };

/** The member's room in bytes. */
export interface StorageRoom {
  readonly limitBytes: number;
  readonly usedBytes: number;
  readonly reservedBytes: number;
}

/** What the server takes. */
export interface ServerLimits {
  readonly largestFileBytes: number;
}

/** A picture of the library that has the same bytes as a file. */
export interface KnownPicture {
  readonly pictureId: string;
  readonly albumId: string;
}

/** Most sizes of one question. */
export const sizeLimit = 1000;

/** Most files of one request for tickets, commits or abandonments, and most hashes of one question. */
export const batchLimit = 100;

/**
 * All that the engine asks of the server. Every function rejects with an UploadApiError where the operation as a whole
 * failed, and with the signal's reason where it was aborted.
 */
export interface UploadApi {
  /** One answer a file, in order; at most `batchLimit` files. Multipart tickets come with up to `parts` signed parts. */
  requestUploads(albumId: string, files: readonly UploadRequest[], parts: number): Promise<TicketAnswer[]>;
  /** The ticket with fresh URLs, or null where it is gone. */
  renewTicket(ticketId: string, parts: number): Promise<Ticket | null>;
  /** One answer a ticket, in order; at most `batchLimit` tickets. */
  commitUploads(ticketIds: readonly string[]): Promise<CommitAnswer[]>;
  abandonUploads(ticketIds: readonly string[]): Promise<void>;
  /** All open tickets of the member. */
  pendingUploads(parts: number): Promise<Ticket[]>;
  storage(): Promise<StorageRoom>;
  limits(): Promise<ServerLimits>;
  /** Those of the sizes, in bytes, that files of the library have; at most `sizeLimit` are asked for. */
  knownSizes(byteSizes: readonly number[]): Promise<readonly number[]>;
  /** For each Base64 SHA-256, in order, a picture with these bytes, or null; at most `batchLimit`. */
  picturesByHash(sha256: readonly string[]): Promise<readonly (KnownPicture | null)[]>;
}

/** NETWORK is no answer at all; the others are the contract's error codes. */
export type ApiErrorCode =
  | 'NETWORK'
  | 'UNAUTHENTICATED'
  | 'NOT_FOUND'
  | 'BUSY'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'SERVER';

/** An operation that failed as a whole. */
export class UploadApiError extends Error {
  readonly code: ApiErrorCode;
  /** Milliseconds that the server asked us to wait; null where it did not say. */
  readonly retryAfterMs: number | null;

  constructor(code: ApiErrorCode, retryAfterMs: number | null, options?: ErrorOptions) {
    super(`the upload API answered ${code}`, options);
    this.name = 'UploadApiError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
