import type { Deps } from '../deps.ts';
import { hashObject } from '../media/hash-object.ts';
import { MediaError } from '../media/media-error.ts';
import { type MediaPipeline, pipelineVersion } from '../media/media-pipeline.ts';
import type { MediaResult } from '../media/media-result.ts';
import { type MediaSource, readRange } from '../media/media-source.ts';

/** Which stored bytes: their place, how many there are, and the ETag that they must still have. */
export type Original = { keyBase: string; byteSize: number; etag: string };

/** Why a picture is FAILED: a code and a sentence for its owner. */
export type Failure = { code: string; message: string };

// A decoder that ran out of time twice may have met a busy machine; three times, and it is the file.
const PATIENT_TRIES = 2;
// A store that gives nothing for so long is away.
const STALL_MS = 15_000;

/** The object that a picture's bytes are. */
export const originalKey = (keyBase: string): string => `${keyBase}/original`;

/**
 * Reads an original into renditions and facts, or finds why it can't become any.
 * @param failures how often it was tried in vain before.
 * @throws MediaSourceError or MediaMachineError where the store or this machine fails, MediaError where a calmer machine may
 *   succeed: nothing is known about the file yet.
 */
export async function readOriginal(
  { store, media, log }: Pick<Deps, 'store' | 'log'> & { media: MediaPipeline },
  original: Original,
  signal: AbortSignal,
  failures: number,
): Promise<MediaResult | Failure> {
  return media.process(sourceOf(store, original), signal).catch((error: unknown) => {
    if (!(error instanceof MediaError) || (error.worthRetry && failures < PATIENT_TRIES)) throw error;
    log.info({ keyBase: original.keyBase, code: error.code, err: error.cause }, 'A picture can not be read');
    return { code: error.code, message: error.message };
  });
}

/** The SHA-256 of an original's bytes, base64. @throws MediaSourceError where the store fails. */
export async function hashOriginal(
  store: Deps['store'],
  original: Original,
  signal: AbortSignal,
): Promise<string> {
  const whole = { start: 0, end: original.byteSize };
  return (await hashObject(readRange(sourceOf(store, original), whole, STALL_MS, signal))).sha256;
}

/** Writes the renditions under keys that every try writes alike; answers the keys. */
export async function storeRenditions(
  store: Deps['store'],
  { keyBase }: Pick<Original, 'keyBase'>,
  { renditions }: MediaResult,
): Promise<string[]> {
  return Promise.all(
    Object.entries(renditions).map(async ([size, { body }]) => {
      const key = `${keyBase}/r${pipelineVersion}/${size}.webp`;
      await store.put(key, body, 'image/webp');
      return key;
    }),
  );
}

const sourceOf = (store: Deps['store'], { keyBase, byteSize, etag }: Original): MediaSource => ({
  byteSize,
  open: (start, end, stop) => store.getRange(originalKey(keyBase), { start, end, etag }, stop),
});
