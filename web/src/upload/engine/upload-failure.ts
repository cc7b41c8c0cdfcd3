import type { FailureReason, UploadState } from './upload-state.ts';

// Trying the same again would end the same.
const final: ReadonlySet<FailureReason> = new Set(['album-gone', 'file-changed']);

/** One file could not be sent, for a reason that a person is told. */
export class UploadFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, options?: ErrorOptions) {
    super(`upload failed: ${reason}`, options);
    this.name = 'UploadFailure';
    this.reason = reason;
  }
}

/** The reason to show for whatever was thrown while a file was sent. */
export function reasonOf(error: unknown): FailureReason {
  return error instanceof UploadFailure ? error.reason : 'server-failing';
}

/** The state of a file that failed for this reason. */
export function failedState(reason: FailureReason): UploadState {
  return { name: 'failed', reason, retryable: !final.has(reason) };
}
