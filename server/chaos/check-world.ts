import { createHash } from 'node:crypto';
import { and, eq, isNull, ne } from 'drizzle-orm';
import { albums } from '../src/album/album.table.ts';
import type { RenditionSize } from '../src/media/media-result.ts';
import { members } from '../src/member/member.table.ts';
import { type PictureRow, pictures } from '../src/picture/picture.table.ts';
import { locationFreeFile, originalFile, playbackFile, renditionFile } from '../src/picture/picture-files.ts';
import { idOf } from '../src/platform/ids.ts';
import { findBroken } from '../src/testing/ledger.ts';
import type { Place } from '../src/testing/place.ts';
import { recountUsage } from '../src/upload/recount-usage.sweep.ts';
import { findUndone, findWrongEffects } from './effect-ledger.ts';
import { type KnownMember, wishFor } from './truth.ts';

/** What a checked world holds, and all that is wrong with it. */
export type Verdict = {
  members: number;
  pictures: number;
  /** Objects in the bucket. */
  objects: number;
  orphans: string[];
  missing: string[];
  /** Bytes that a recount had to put right. */
  driftBytes: number;
  /** Everything else that is wrong, each a sentence. */
  broken: string[];
};

/** Compares database, bucket, effect ledger and what the clients know, in a world at rest after its batches. */
export async function checkWorld(place: Place, everybody: KnownMember[]): Promise<Verdict> {
  const { db, store, config } = place.deps;
  const shown = await db
    .select({ picture: pictures })
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(ne(pictures.lifecycle, 'DELETED'));
  const rows = new Map(shown.map(({ picture }) => [picture.id, picture]));
  const keys = new Set<string>();
  for await (const page of store.list('')) for (const { key } of page) keys.add(key);

  const keyBases = new Set([...rows.values()].map(({ keyBase }) => keyBase));
  const orphans = [...keys].filter((key) => !keyBases.has(key.split('/').slice(0, 3).join('/')));
  const missing = [...rows.values()].flatMap((picture) =>
    keysOf(picture)
      .filter((key) => !keys.has(key))
      .map((key) => `${key} of a ${picture.state} picture`),
  );
  missing.push(...(await findChanged(place, rows, everybody)));

  const broken = await findWrongEffects(db, config.STORAGE_LIMIT_BYTES);
  broken.push(...(await findUndone(db)));
  const ids = await db.select({ id: members.id }).from(members);
  for (const { id } of ids) broken.push(...(await findBroken(place.deps, id)));
  for (const { id, wish } of everybody) {
    const there = ids.some((row) => row.id === idOf('Member', id));
    if (wish !== 'removing' && there !== (wish === 'kept'))
      broken.push(`a member who should be ${wish} is ${there ? 'there' : 'gone'}`);
  }
  const driftBytes = await recountUsage(place.deps);
  return {
    members: ids.length,
    pictures: rows.size,
    objects: keys.size,
    orphans,
    missing,
    driftBytes,
    broken,
  };
}

/** The objects that a picture's row promises. */
function keysOf(picture: PictureRow): string[] {
  const { keyBase, pipelineVersion, playbackVersion, locationFreeVersion } = picture;
  const files = [originalFile];
  if (picture.state === 'READY' && pipelineVersion !== null)
    for (const size of sizes) files.push(renditionFile(pipelineVersion, size));
  if (picture.playbackState === 'READY' && playbackVersion !== null)
    files.push(playbackFile(playbackVersion));
  if (picture.locationFreeState === 'READY' && locationFreeVersion !== null)
    files.push(locationFreeFile(locationFreeVersion));
  return files.map((file) => `${keyBase}/${file}`);
}

const sizes: RenditionSize[] = ['small', 'medium', 'large'];

/** Pictures that a client was told of, and that are not there as they were sent; and those that should be gone. */
async function findChanged(
  { deps: { store } }: Place,
  rows: Map<string, PictureRow>,
  everybody: KnownMember[],
): Promise<string[]> {
  const found: string[] = [];
  for (const known of everybody.flatMap((member) => [...member.pictures.values()])) {
    const row = rows.get(idOf('Picture', known.id) ?? '');
    const wish = wishFor(known);
    if (wish === 'removed' && row) found.push(`${row.keyBase} was deleted and is still there`);
    if (wish === 'kept' && !row) found.push(`picture ${known.id} was committed and is gone`);
    if (wish !== 'kept' || !row) continue;
    const hash = createHash('sha256');
    for await (const chunk of (await store.get(`${row.keyBase}/original`)) ?? []) hash.update(chunk);
    if (hash.digest('hex') !== known.sha256) found.push(`${row.keyBase} holds other bytes than were sent`);
  }
  return found;
}
