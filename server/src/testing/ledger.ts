import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import { runDeletionBatch } from '../deletion/deletion-batch.ts';
import type { Deps } from '../deps.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { uploadTickets } from '../upload/upload.table.ts';
import { storageUsage } from '../usage/usage.table.ts';

/** What must hold of a member's storage at every moment; each finding is a sentence. */
export async function findBroken(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  memberId: string,
): Promise<string[]> {
  const found: string[] = [];
  const [usage] = await db.select().from(storageUsage).where(eq(storageUsage.memberId, memberId));
  const [kept] = await db
    .select({
      bytes: sql<string>`coalesce(sum(byte_size), 0)`,
      live: sql<string>`coalesce(sum(lifecycle = 'LIVE'), 0)`,
      undated: sql<string>`coalesce(sum((lifecycle = 'TRASHED') <> (trashed_at is not null)), 0)`,
    })
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(and(eq(pictures.memberId, memberId), ne(pictures.lifecycle, 'DELETED')));
  const [open] = await db
    .select({ bytes: sql<string>`coalesce(sum(byte_size), 0)` })
    .from(uploadTickets)
    .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')));
  const used = usage?.usedBytes ?? 0;
  const reserved = usage?.reservedBytes ?? 0;
  const limit = usage?.limitBytes ?? config.STORAGE_LIMIT_BYTES;
  if (used !== Number(kept?.bytes)) found.push(`usedBytes is ${used}, its pictures are ${kept?.bytes}`);
  if (Number(kept?.undated))
    found.push(`${kept?.undated} pictures do not know whether they are in the trash`);
  if (reserved !== Number(open?.bytes))
    found.push(`reservedBytes is ${reserved}, its open tickets are ${open?.bytes}`);
  if (used + reserved > limit) found.push(`${used} + ${reserved} is over the limit of ${limit}`);
  if ((usage?.pictureCount ?? 0) !== Number(kept?.live))
    found.push(`pictureCount is ${usage?.pictureCount}, not ${kept?.live}`);
  const counted = await db
    .select({
      id: albums.id,
      count: albums.pictureCount,
      live: sql<string>`coalesce(sum(${pictures.lifecycle} = 'LIVE'), 0)`,
      stored: albums.storedBytes,
      bytes: sql<string>`coalesce(sum(${pictures.byteSize}), 0)`,
    })
    .from(albums)
    .leftJoin(pictures, and(eq(pictures.albumId, albums.id), ne(pictures.lifecycle, 'DELETED')))
    .where(and(eq(albums.memberId, memberId), isNull(albums.deletedAt)))
    .groupBy(albums.id);
  for (const { id, count, live, stored, bytes } of counted) {
    if (count !== Number(live)) found.push(`album ${id} counts ${count}, shows ${live}`);
    if (stored !== Number(bytes)) found.push(`album ${id} says ${stored} bytes, holds ${bytes}`);
  }
  const lost = await db.execute(
    sql`select p.id from pictures p where p.member_id = ${memberId} and p.lifecycle <> 'DELETED'
        and not exists (select 1 from outbox_events e where e.type = 'picture.stored' and e.aggregate = concat('picture:', p.id))`,
  );
  if (Array.isArray(lost[0]) && lost[0].length > 0) found.push('a picture has no event');
  return found;
}

/** What must hold of the store: every picture that is shown, or in the trash, has its original, just as it was committed. */
export async function findMissing(
  { db, store }: Pick<Deps, 'db' | 'store'>,
  memberId: string,
): Promise<string[]> {
  const kept = await db
    .select()
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .where(and(eq(pictures.memberId, memberId), ne(pictures.lifecycle, 'DELETED')));
  const found: string[] = [];
  for (const { pictures: picture } of kept) {
    const object = await store.head(`${picture.keyBase}/original`);
    if (!object) found.push(`picture ${picture.id} has lost its bytes`);
    else if (object.etag !== picture.etag || object.byteSize !== picture.byteSize)
      found.push(`picture ${picture.id} has other bytes than were committed`);
  }
  return found;
}

/** Ends all that is open, runs the batch, and answers the objects that belong to no picture. */
export async function findOrphans(
  deps: Pick<Deps, 'db' | 'feed' | 'store' | 'locks' | 'config' | 'log'>,
  memberId: string,
): Promise<string[]> {
  const { db, store } = deps;
  await db
    .update(uploadTickets)
    .set({ expiresAt: sql`now(6) - interval 1 second` })
    .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')));
  await runDeletionBatch(deps);
  await db
    .update(objectPurges)
    .set({ purgeAfter: sql`now(6) - interval 1 second`, leaseUntil: null })
    .where(eq(objectPurges.memberId, memberId));
  await runDeletionBatch(deps);
  const known = await db
    .select({ keyBase: pictures.keyBase })
    .from(pictures)
    .where(and(eq(pictures.memberId, memberId), ne(pictures.lifecycle, 'DELETED')));
  const kept = new Set(known.map(({ keyBase }) => keyBase));
  const found: string[] = [];
  for await (const page of store.list(`u/${memberId}/`))
    for (const { key } of page)
      if (!kept.has(key.slice(0, key.lastIndexOf('/')))) found.push(`${key} belongs to no picture`);
  return found;
}
