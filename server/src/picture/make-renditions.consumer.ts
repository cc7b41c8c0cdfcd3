import { and, eq, ne, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import { MediaMachineError, MediaSourceError } from '../media/media-error.ts';
import { type MediaPipeline, pipelineVersion } from '../media/media-pipeline.ts';
import type { MediaResult } from '../media/media-result.ts';
import { unavailable } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { type Failure, notProcessed } from './failure.ts';
import { awaits, finishPicture, judgeChecksum } from './finish-picture.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { hashOriginal, readOriginal, storeRenditions, TRIES } from './read-original.ts';
import { removeStray } from './remove-stray.ts';

type Needs = Pick<Deps, 'config' | 'db' | 'feed' | 'store' | 'log' | 'metrics'> & { media: MediaPipeline };

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
  // One in the trash goes on: it may come back, and then it must be READY.
  const [picture] = await needs.db
    .select()
    .from(pictures)
    .where(and(eq(pictures.id, pictureId), ne(pictures.lifecycle, 'DELETED'), awaits(pipelineVersion)));
  if (!picture) return;
  if (await isLeftToLambda(needs, picture)) return;
  // Beyond those tries each ended in something that nobody foresaw, or not at all.
  const made = failures < TRIES ? await read(needs, picture, signal, failures) : notProcessed;
  await failpoint('renditions.afterRead');
  const keys = 'code' in made ? [] : await storeRenditions(needs.store, picture, made);
  await failpoint('renditions.afterStore');
  if (!(await finishPicture(needs, picture, made, pipelineVersion)))
    await removeStray(needs, picture.id, keys);
}

/** A young picture is Lambda's, where there is one; what Lambda leaves over, restartStuckPictures brings back here. */
async function isLeftToLambda({ config, db }: Needs, { id }: PictureRow): Promise<boolean> {
  const seconds = config.LAMBDA_GRACE_SECONDS;
  if (seconds === 0) return false;
  const [young] = await db
    .select({ id: pictures.id })
    .from(pictures)
    .where(and(eq(pictures.id, id), sql`${pictures.createdAt} > now(6) - interval ${seconds} second`));
  return young !== undefined;
}

/** What the file becomes, or why it can't. @throws AppError UNAVAILABLE where nothing is known about the file yet. */
async function read(
  needs: Needs,
  picture: PictureRow,
  signal: AbortSignal,
  failures: number,
): Promise<MediaResult | Failure> {
  const observe = needs.metrics
    .histogram('renditions_seconds', 'Time to read a picture and make its renditions')
    .startTimer();
  try {
    const made = await readOriginal(needs, picture, signal, failures);
    observe();
    if ('code' in made && (!picture.sha256 || made.code === 'ORIGINAL_GONE')) return made;
    const found =
      'sha256' in made && made.sha256 ? made.sha256 : await hashOriginal(needs.store, picture, signal);
    // Kept of what came without one, too: by it the same file is recognised when it is to be uploaded again.
    return judgeChecksum(picture, found, 'code' in made ? made : { ...made, sha256: found });
  } catch (error) {
    if (error instanceof MediaSourceError || error instanceof MediaMachineError) throw unavailable(error);
    throw error;
  }
}
