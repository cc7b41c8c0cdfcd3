import { and, eq, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import { MediaError, MediaMachineError, MediaSourceError } from '../media/media-error.ts';
import { locationFreeVersion, type MediaPipeline } from '../media/media-pipeline.ts';
import { affected } from '../platform/db.ts';
import { unavailable } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { putFile } from '../platform/put-file.ts';
import { type PictureRow, pictures } from './picture.table.ts';
import { locationFreeFile } from './picture-files.ts';
import { sourceOf, TRIES } from './read-original.ts';
import { removeStray } from './remove-stray.ts';

type Needs = Pick<Deps, 'db' | 'feed' | 'store' | 'log'> & { media: MediaPipeline };
type Outcome = Exclude<PictureRow['locationFreeState'], 'WAITING' | null>;

// Below RabbitMQ's own limit of 30 minutes for one delivery.
const LIMIT_SECONDS = 25 * 60;

/**
 * Copies pictures without their location, for downloads: a person waits for it, so it has a queue of its own. Safe to run
 * twice: the key follows from the picture, and one conditional UPDATE ends it.
 */
export function removeLocations(needs: Needs): Consumer {
  return consumeAtLeastOnce({
    name: 'remove-location',
    event: 'picture.location-free-wanted',
    prefetch: 1,
    limitSeconds: LIMIT_SECONDS,
    job: ({ pictureId }, signal, failures) => removeLocationOf(needs, pictureId, signal, failures),
  });
}

const thisOne = (pictureId: string) =>
  and(
    eq(pictures.id, pictureId),
    ne(pictures.lifecycle, 'DELETED'),
    eq(pictures.locationFreeState, 'WAITING'),
    eq(pictures.locationFreeVersion, locationFreeVersion),
  );

async function removeLocationOf(
  needs: Needs,
  pictureId: string,
  signal: AbortSignal,
  failures: number,
): Promise<void> {
  const { db, feed } = needs;
  const [picture] = await db.select().from(pictures).where(thisOne(pictureId));
  if (!picture) return;
  const key = `${picture.keyBase}/${locationFreeFile(locationFreeVersion)}`;
  const outcome = failures < TRIES ? await make(needs, picture, key, signal, failures) : 'FAILED';
  await failpoint('locationFree.afterStore');
  const updated = await db.update(pictures).set({ locationFreeState: outcome }).where(thisOne(pictureId));
  if (affected(updated) === 1) feed.tell(picture.memberId, { pictures: [pictureId] });
  else await removeStray(needs, pictureId, [key]);
}

/** Makes and stores the copy. @throws AppError UNAVAILABLE where nothing is known about the file yet. */
async function make(
  { store, media, log }: Needs,
  picture: PictureRow,
  key: string,
  signal: AbortSignal,
  failures: number,
): Promise<Outcome> {
  const keep = async ({ path }: { path: string }): Promise<Outcome> => {
    await putFile(store, { path, key, contentType: picture.contentType }, signal);
    return 'READY';
  };
  try {
    return (await media.removeLocation(sourceOf(store, picture), keep, signal)) ?? 'UNCHANGED';
  } catch (error) {
    if (error instanceof MediaSourceError || error instanceof MediaMachineError) throw unavailable(error);
    if (!(error instanceof MediaError) || (error.worthRetry && failures < TRIES - 1)) throw error;
    log.info({ pictureId: picture.id, code: error.code, err: error.cause }, 'A location can not be removed');
    return 'FAILED';
  }
}
