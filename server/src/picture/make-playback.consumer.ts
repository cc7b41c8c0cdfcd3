import { and, eq, ne, or, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import type { PlaybackCopy } from '../media/make-playback.ts';
import { MediaError, MediaMachineError, MediaSourceError } from '../media/media-error.ts';
import { type MediaPipeline, playbackVersion } from '../media/media-pipeline.ts';
import { affected } from '../platform/db.ts';
import { unavailable } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { putFile } from '../platform/put-file.ts';
import { finishedCounter } from './measure-progress.sweep.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { playbackFile, playbackFolder } from './picture-files.ts';
import { sourceOf, TRIES } from './read-original.ts';
import { removeStray } from './remove-stray.ts';
import { retireFiles } from './retire-files.ts';

type Needs = Pick<Deps, 'db' | 'config' | 'feed' | 'store' | 'log' | 'metrics'> & { media: MediaPipeline };

/** How it ended: a stored copy, none because the original is played, or none because none can be made. */
type Outcome = { end: 'READY'; width: number; height: number } | { end: 'NOT_NEEDED' | 'FAILED' };

// Below RabbitMQ's own limit of 30 minutes for one delivery.
const LIMIT_SECONDS = 25 * 60;

/**
 * Makes the playback copy of a video, one at a time in a process and behind everything else it does. Safe to run twice: the
 * key follows from the picture, and one conditional UPDATE ends it. The picture is READY all the while and stays so.
 */
export function makePlaybackCopies(needs: Needs): Consumer {
  return consumeAtLeastOnce({
    name: 'make-playback',
    event: 'picture.playback-wanted',
    prefetch: 1,
    limitSeconds: LIMIT_SECONDS,
    job: ({ pictureId }, signal, failures) => makeCopyOf(needs, pictureId, signal, failures),
  });
}

const wanted = or(
  eq(pictures.playbackState, 'WAITING'),
  and(eq(pictures.playbackState, 'READY'), ne(pictures.playbackVersion, playbackVersion)),
);
const thisOne = (pictureId: string) =>
  and(eq(pictures.id, pictureId), ne(pictures.lifecycle, 'DELETED'), wanted);

async function makeCopyOf(
  needs: Needs,
  pictureId: string,
  signal: AbortSignal,
  failures: number,
): Promise<void> {
  const [picture] = await needs.db.select().from(pictures).where(thisOne(pictureId));
  if (!picture) return;
  const key = `${picture.keyBase}/${playbackFile(playbackVersion)}`;
  const outcome: Outcome =
    failures < TRIES ? await make(needs, picture, key, signal, failures) : { end: 'FAILED' };
  await failpoint('playback.afterStore');
  if (!(await finish(needs, picture, outcome))) await removeStray(needs, pictureId, [key]);
}

/** Makes and stores the copy. @throws AppError UNAVAILABLE where nothing is known about the video yet. */
async function make(
  { store, media, log, metrics }: Needs,
  picture: PictureRow,
  key: string,
  signal: AbortSignal,
  failures: number,
): Promise<Outcome> {
  const observe = metrics
    .histogram('playback_seconds', 'Time to make and store a playback copy', [], SECONDS)
    .startTimer();
  const keep = async ({ path, width, height }: PlaybackCopy): Promise<Outcome> => {
    await putFile(store, { path, key, contentType: 'video/mp4' }, signal);
    return { end: 'READY', width, height };
  };
  try {
    const kept = await media.makePlayback(sourceOf(store, picture), failures, keep, signal);
    observe();
    return kept ?? { end: 'NOT_NEEDED' };
  } catch (error) {
    if (error instanceof MediaSourceError || error instanceof MediaMachineError) throw unavailable(error);
    if (!(error instanceof MediaError) || (error.worthRetry && failures < TRIES - 1)) throw error;
    log.info({ pictureId: picture.id, code: error.code, err: error.cause }, 'No playback copy can be made');
    return { end: 'FAILED' };
  }
}

const SECONDS = [1, 5, 15, 60, 180, 600, 1500];

/** Answers false where the picture was deleted, or its copy ended by another try, meanwhile. */
async function finish(
  { db, config, feed, metrics }: Needs,
  picture: PictureRow,
  outcome: Outcome,
): Promise<boolean> {
  const ended = await db.transact(async (tx) => {
    const updated = await tx.update(pictures).set(columnsOf(outcome)).where(thisOne(picture.id));
    if (affected(updated) !== 1) return false;
    if (outcome.end === 'READY' && picture.playbackState === 'READY' && picture.playbackVersion !== null)
      await retireFiles(tx, picture, playbackFolder(picture.playbackVersion), config);
    return true;
  });
  if (!ended) return false;
  feed.tell(picture.memberId, { pictures: [picture.id] });
  finishedCounter(metrics).inc({ what: 'playback', end: outcome.end.toLowerCase() });
  return true;
}

function columnsOf(outcome: Outcome) {
  switch (outcome.end) {
    case 'READY': {
      const { width, height } = outcome;
      return {
        playbackState: 'READY' as const,
        playbackVersion,
        playbackWidth: width,
        playbackHeight: height,
      };
    }
    case 'NOT_NEEDED':
      return { playbackState: null };
    case 'FAILED':
      // An older copy is better than none.
      return { playbackState: sql`if(${pictures.playbackState} = 'READY', 'READY', 'FAILED')` };
  }
}
