import { mediaErrorCodes } from '../media/media-error.ts';

/** Why a picture is FAILED: the file's own faults, other bytes than announced, or a fault of ours that came back each try. */
export const failureCodes = [...mediaErrorCodes, 'CHECKSUM_MISMATCH', 'NOT_PROCESSED'] as const;
export type FailureCode = (typeof failureCodes)[number];

/** A code, and a sentence in English for its owner. */
export type Failure = { code: FailureCode; message: string };

/** Other bytes than the uploader announced. */
export const checksumMismatch: Failure = {
  code: 'CHECKSUM_MISMATCH',
  message: 'The stored bytes are not those that were announced. Please upload the file again.',
};

/** Every try ended in a fault of ours: the file may be fine, and a later version may read it. */
export const notProcessed: Failure = {
  code: 'NOT_PROCESSED',
  message: 'Pic-up could not process this file. The original is safe, and can be downloaded.',
};
