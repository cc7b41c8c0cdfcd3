import type { Deps } from '../deps.ts';
import { hashObject } from '../media/hash-object.ts';
import { MediaError } from '../media/media-error.ts';
import { type MediaPipeline, pipelineVersion } from '../media/media-pipeline.ts';
import { type MediaResult, renditionNames } from '../media/media-result.ts';
import { type MediaSource, readRange } from '../media/media-source.ts';
import type { Failure } from './failure.ts';
import { originalFile, renditionFile } from './picture-files.ts';

/** Which stored bytes: their place, how many there are, and the ETag that they must still have. */
export type Original = { keyBase: string; byteSize: number; etag: string };

// A try that ran out of time, or into a fault of ours, may have met a busy machine; three of them, and it is the file. What the
// store has lost it may have found by the third, too.
export const TRIES = 3;
// A store that gives nothing for so long is away.
const STALL_MS = 15_000;

/** The object that a picture's bytes are. */
export const originalKey = (keyBase: string): string => `${keyBase}/${originalFile}`;

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
    if (!(error instanceof MediaError) || (error.worthRetry && failures < TRIES - 1)) throw error;
    const { code, message } = error;
    if (code === 'ORIGINAL_GONE') log.error({ keyBase: original.keyBase }, 'The store has lost an original');
    else log.info({ keyBase: original.keyBase, code, err: error.cause }, 'A picture can not be read');
    return { code, message };
  });
}

/** The SHA-256 of an original's bytes, base64. @throws MediaSourceError where the store fails, MediaError ORIGINAL_GONE. */
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
    renditionNames.map(async (size) => {
      const key = `${keyBase}/${renditionFile(pipelineVersion, size)}`;
      await store.put(key, renditions[size].body, 'image/webp');
      return key;
    }),
  );
}

/** An original as the media pipeline reads it. */
export const sourceOf = (store: Deps['store'], { keyBase, byteSize, etag }: Original): MediaSource => ({
  byteSize,
  open: async (start, end, stop) => {
    const bytes = await store.getRange(originalKey(keyBase), { start, end, etag }, stop);
    if (!bytes) throw new MediaError('ORIGINAL_GONE');
    return bytes;
  },
});
