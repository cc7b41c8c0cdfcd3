import { and, eq, lt, ne, or, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { record } from '../events/outbox.ts';
import { playbackVersion } from '../media/media-pipeline.ts';
import type { MediaResult } from '../media/media-result.ts';
import { affected, type Tx } from '../platform/db.ts';
import { toInstant } from '../platform/time.ts';
import { checksumMismatch, type Failure } from './failure.ts';
import { finishedCounter } from './measure-progress.sweep.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { renditionFolder } from './picture-files.ts';
import { retireFiles } from './retire-files.ts';

/** All that a file told, once its renditions are stored. */
export type MediaFacts = Omit<MediaResult, 'renditions'>;

/** What to make of a file whose bytes have this SHA-256 (base64): other bytes than those announced are told as that. */
export const judgeChecksum = <T>(picture: Pick<PictureRow, 'sha256'>, found: string, made: T): T | Failure =>
  picture.sha256 && found !== picture.sha256.toString('base64') ? checksumMismatch : made;

/**
 * Ends a picture that waits, READY or FAILED, in one conditional UPDATE: however often and by whomever, it happens once. One
 * that is READY by an older version gets the newer renditions, and keeps its own where the newer version fails.
 * @param version the pipeline's, by which the renditions' keys are named.
 * @returns false where it waits no longer: deleted, or ended by another try.
 */
export async function finishPicture(
  { db, config, feed, metrics }: Pick<Deps, 'db' | 'config' | 'feed' | 'metrics'>,
  picture: PictureRow,
  outcome: MediaFacts | Failure,
  version: number,
): Promise<boolean> {
  const failed = 'code' in outcome;
  const copyWanted = !failed && outcome.needsPlayback && !hasNewestCopy(picture);
  const ended = await db.transact(async (tx) => {
    const updated = await tx
      .update(pictures)
      .set(failed ? failureColumns(outcome) : { ...readyColumns(picture, outcome), pipelineVersion: version })
      .where(
        and(
          eq(pictures.id, picture.id),
          ne(pictures.lifecycle, 'DELETED'),
          failed ? eq(pictures.state, 'PROCESSING') : awaits(version),
        ),
      );
    if (affected(updated) !== 1) return false;
    if (picture.state === 'READY' && picture.pipelineVersion !== null)
      await retireFiles(tx, picture, renditionFolder(picture.pipelineVersion), config);
    if (copyWanted) await recordCopyWanted(tx, picture);
    return true;
  });
  if (!ended) return false;
  feed.tell(picture.memberId, { pictures: [picture.id] });
  finishedCounter(metrics).inc({ what: 'renditions', end: failed ? 'failed' : 'ready' });
  if (failed)
    metrics
      .counter('pictures_failed_total', 'Pictures whose file could not be read', ['code'])
      .inc({ code: outcome.code });
  return true;
}

/** The condition of pictures that this version of the pipeline has something to do for. */
export const awaits = (version: number) =>
  or(
    eq(pictures.state, 'PROCESSING'),
    and(eq(pictures.state, 'READY'), lt(pictures.pipelineVersion, version)),
  );

/** Asks for the renditions of a picture, in the transaction that made them be wanted. */
export const recordStored = (tx: Tx, { id, memberId }: Pick<PictureRow, 'id' | 'memberId'>): Promise<void> =>
  record(tx, { type: 'picture.stored', aggregate: `picture:${id}`, payload: { pictureId: id, memberId } });

/** Asks for a video's playback copy, in the transaction that made it be wanted. */
export const recordCopyWanted = (
  tx: Tx,
  { id, memberId }: Pick<PictureRow, 'id' | 'memberId'>,
): Promise<void> =>
  record(tx, {
    type: 'picture.playback-wanted',
    aggregate: `picture:${id}`,
    payload: { pictureId: id, memberId },
  });

const hasNewestCopy = (picture: PictureRow) =>
  picture.playbackState === 'READY' && picture.playbackVersion === playbackVersion;

const failureColumns = ({ code, message }: Failure) => ({
  state: 'FAILED' as const,
  failureCode: code,
  failureMessage: message,
});

// By the row as it is then: its copy may have been finished since the picture was read.
const keptCopy = sql`if(${pictures.playbackState} = 'READY', 'READY', 'WAITING')`;

function readyColumns(picture: PictureRow, facts: MediaFacts) {
  const { takenAt, sha256 } = facts;
  // The row has a date already where the uploader gave one; the file's own word is the better one.
  const instant = takenAt ? toInstant(takenAt.utc) : picture.takenAt;
  return {
    state: 'READY' as const,
    failureCode: null,
    failureMessage: null,
    kind: facts.kind,
    contentType: facts.contentType,
    width: facts.width,
    height: facts.height,
    durationSeconds: facts.duration,
    takenAt: instant,
    takenLocal: takenAt?.local ?? null,
    takenOffsetMinutes: takenAt?.offsetMinutes ?? null,
    sortAt: instant ?? picture.createdAt,
    localAt: takenAt?.local?.replace('T', ' ') ?? instant ?? picture.createdAt,
    placeholder: facts.placeholder,
    exif: facts.details,
    // An older copy is played until the newer one is there.
    playbackState: facts.needsPlayback ? keptCopy : null,
    sha256: sha256 ? Buffer.from(sha256, 'base64') : picture.sha256,
  };
}
