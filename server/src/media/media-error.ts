/** Why a file cannot become renditions. Every one but TIMEOUT and ORIGINAL_GONE stays true however often it is tried. */
export const mediaErrorCodes = [
  'EMPTY',
  'UNSUPPORTED_TYPE',
  'UNSUPPORTED_CODEC',
  'DAMAGED',
  'TOO_LARGE',
  'TIMEOUT',
  'ORIGINAL_GONE',
] as const;
export type MediaErrorCode = (typeof mediaErrorCodes)[number];

const sentences: Record<MediaErrorCode, string> = {
  EMPTY: 'The file is empty.',
  UNSUPPORTED_TYPE: 'This is not a kind of photo or video that Pic-up knows, whatever its name says.',
  UNSUPPORTED_CODEC: 'Pic-up cannot read the way this file is encoded.',
  DAMAGED: 'The file is damaged: it could not be read to its end.',
  TOO_LARGE: 'The picture has more pixels than Pic-up can make a thumbnail of.',
  TIMEOUT: 'Reading the file took too long.',
  ORIGINAL_GONE: 'The stored file is no longer there. Please upload it again.',
};

/** The file itself is at fault, or there is none: a stable code, a sentence for its owner as the message, the technical cause beside it. */
export class MediaError extends Error {
  override name = 'MediaError';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, options: { message?: string; cause?: unknown } = {}) {
    super(options.message ?? sentences[code], { cause: options.cause });
    this.code = code;
  }

  /** True where a calmer machine might succeed with the same bytes, or the store have found them. */
  get worthRetry(): boolean {
    return this.code === 'TIMEOUT' || this.code === 'ORIGINAL_GONE';
  }
}

/** The object could not be read from its store, or not fast enough; nothing is known about the file, so try again later. */
export class MediaSourceError extends Error {
  override name = 'MediaSourceError';
}

/** Something on this machine failed (a missing program, a full disk); nothing is known about the file, so try again later. */
export class MediaMachineError extends Error {
  override name = 'MediaMachineError';
}
