import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import { hashObject } from '../media/hash-object.ts';
import { MediaError, MediaMachineError, MediaSourceError } from '../media/media-error.ts';
import { type MediaPipeline, pipelineVersion } from '../media/media-pipeline.ts';
import type { MediaResult } from '../media/media-result.ts';
import { type MediaSource, readRange } from '../media/media-source.ts';
import { affected } from '../platform/db.ts';
import { unavailable } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { toInstant } from '../platform/time.ts';
import { type PictureRow, pictures } from './picture.table.ts';

type Needs = Pick<Deps, 'db' | 'store' | 'log' | 'metrics'> & { media: MediaPipeline };

/** Why a picture is FAILED: a code and a sentence for its owner. */
type Failure = { code: string; message: string };

const CHECKSUM_MISMATCH: Failure = {
  code: 'CHECKSUM_MISMATCH',
  message: 'The stored bytes are not those that were announced. Please upload the file again.',
};
// A decoder that ran out of time twice may have met a busy machine; three times, and it is the file.
const PATIENT_TRIES = 2;
// A store that gives nothing for so long is away.
const STALL_MS = 15_000;
// Below RabbitMQ's own limit of 30 minutes for one delivery.
const LIMIT_SECONDS = 25 * 60;

/**
 * Makes a stored picture's renditions and facts. Safe to run twice, also at once: the keys follow from the picture, and one
 * conditional UPDATE ends it. Only the file's own faults make it FAILED; where the store or this machine fails it comes back.
 * @param concurrency pictures at work at once in this process.
 */
export function makeRenditions(needs: Needs, concurrency: number): Consumer {
  return consumeAtLeastOnce({
    name: 'make-renditions',
    event: 'picture.stored',
    // One more is fetched while the others are decoded.
    prefetch: concurrency + 1,
    limitSeconds: LIMIT_SECONDS,
    job: ({ pictureId }, signal, failures) => makeRenditionsOf(needs, pictureId, signal, failures),
  });
}

async function makeRenditionsOf(
  needs: Needs,
  pictureId: string,
  signal: AbortSignal,
  failures: number,
): Promise<void> {
  const [picture] = await needs.db.select().from(pictures).where(eq(pictures.id, pictureId));
  if (picture?.lifecycle !== 'LIVE' || picture.state !== 'PROCESSING') return;
  const made = await read(needs, picture, signal, failures);
  await failpoint('renditions.afterRead');
  if ('code' in made) return fail(needs, picture, made);
  const keys = await store(needs, picture, made);
  await failpoint('renditions.afterStore');
  if (!(await finish(needs, picture, made))) await removeStray(needs, picture, keys);
}

/** What the file becomes, or why it can't. @throws AppError UNAVAILABLE where nothing is known about the file yet. */
async function read(
  { store, media, metrics, log }: Needs,
  picture: PictureRow,
  signal: AbortSignal,
  failures: number,
): Promise<MediaResult | Failure> {
  const observe = metrics
    .histogram('renditions_seconds', 'Time to read a picture and make its renditions')
    .startTimer();
  const key = `${picture.keyBase}/original`;
  const source: MediaSource = {
    byteSize: picture.byteSize,
    open: (start, end, stop) => store.getRange(key, { start, end, etag: picture.etag }, stop),
  };
  try {
    const made = await media.process(source, signal).catch((error: unknown) => {
      if (!(error instanceof MediaError) || (error.worthRetry && failures < PATIENT_TRIES)) throw error;
      log.info({ pictureId: picture.id, code: error.code, err: error.cause }, 'A picture can not be read');
      return { code: error.code, message: error.message };
    });
    observe();
    if (!picture.sha256) return made;
    // Whatever became of them: other bytes than those announced are told as that.
    const found = 'sha256' in made && made.sha256 ? made.sha256 : await hashOf(source, signal);
    return found === picture.sha256.toString('base64') ? made : CHECKSUM_MISMATCH;
  } catch (error) {
    if (error instanceof MediaSourceError || error instanceof MediaMachineError) throw unavailable(error);
    throw error;
  }
}

const hashOf = async (source: MediaSource, signal: AbortSignal): Promise<string> =>
  (await hashObject(readRange(source, { start: 0, end: source.byteSize }, STALL_MS, signal))).sha256;

/** Writes the renditions under keys that every try writes alike. */
async function store({ store }: Needs, picture: PictureRow, { renditions }: MediaResult): Promise<string[]> {
  const keys: string[] = [];
  await Promise.all(
    Object.entries(renditions).map(([size, { body }]) => {
      const key = `${picture.keyBase}/r${pipelineVersion}/${size}.webp`;
      keys.push(key);
      return store.put(key, body, 'image/webp');
    }),
  );
  return keys;
}

const stillOpen = (picture: PictureRow) =>
  and(eq(pictures.id, picture.id), eq(pictures.lifecycle, 'LIVE'), eq(pictures.state, 'PROCESSING'));

/** Answers false where the picture was deleted, or finished by another try, meanwhile. */
async function finish({ db }: Needs, picture: PictureRow, result: MediaResult): Promise<boolean> {
  const { takenAt, sha256 } = result;
  // The row has a date already where the uploader gave one; the file's own word is the better one.
  const instant = takenAt ? toInstant(takenAt.utc) : picture.takenAt;
  const updated = await db
    .update(pictures)
    .set({
      state: 'READY',
      kind: result.kind,
      contentType: result.contentType,
      width: result.width,
      height: result.height,
      durationSeconds: result.duration,
      takenAt: instant,
      takenLocal: takenAt?.local ?? null,
      takenOffsetMinutes: takenAt?.offsetMinutes ?? null,
      sortAt: instant ?? picture.createdAt,
      localAt: takenAt?.local.replace('T', ' ') ?? instant ?? picture.createdAt,
      placeholder: result.placeholder,
      exif: result.details,
      sha256: sha256 ? Buffer.from(sha256, 'base64') : picture.sha256,
      pipelineVersion,
    })
    .where(stillOpen(picture));
  return affected(updated) === 1;
}

async function fail({ db, metrics }: Needs, picture: PictureRow, { code, message }: Failure): Promise<void> {
  await db
    .update(pictures)
    .set({ state: 'FAILED', failureCode: code, failureMessage: message })
    .where(stillOpen(picture));
  metrics.counter('pictures_failed_total', 'Pictures whose file could not be read', ['code']).inc({ code });
}

/**
 * The purge of a picture deleted meanwhile may have looked before these renditions were written, so they are removed here;
 * where that fails too the search for orphans finds them. Another try's result stays.
 */
async function removeStray({ db, store }: Needs, picture: PictureRow, keys: string[]): Promise<void> {
  const [row] = await db
    .select({ lifecycle: pictures.lifecycle })
    .from(pictures)
    .where(eq(pictures.id, picture.id));
  if (row?.lifecycle === 'LIVE') return;
  await failpoint('renditions.beforeRemoval');
  await store.removeKeys(keys);
}
