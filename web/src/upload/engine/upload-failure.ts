import type { FailureReason } from './upload-state.ts';

/** One file could not be sent, for a reason that a person is told. */
export class UploadFailure extends Error {
  readonly reason: FailureReason;
  readonly retryable: boolean;

  constructor(reason: FailureReason, options?: ErrorOptions) {
    super(`upload failed: ${reason}`, options);
    this.name = 'UploadFailure';
    this.reason = reason;
    this.retryable = reason !== 'album-gone';
  }
}

/** The reason to show for whatever was thrown while a file was sent. */
export function failureOf(error: unknown): UploadFailure {
  return error instanceof UploadFailure ? error : new UploadFailure('server-failing', { cause: error });
}
