import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { newId } from '../platform/ids.ts';
import { uploadTickets } from '../upload/upload.table.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * Finds stored bytes that no row knows (a PUT after its ticket's end, a rendition written after the deletion) and lists
 * them for purging once they are a day old. Answers how many key bases it listed.
 * @param now the moment ages are counted from.
 */
export async function purgeOrphans(
  deps: Pick<Deps, 'db' | 'store' | 'log' | 'metrics'>,
  now = Date.now(),
): Promise<number> {
  const counted = deps.metrics.counter('orphans_found_total', 'Key bases in the store that no row knew');
  let found = 0;
  for await (const page of deps.store.list('u/')) {
    const old = page.filter(({ storedAt }) => now - storedAt.getTime() > DAY_MS);
    found += await listUnknown(deps, new Set(old.flatMap(({ key }) => keyBaseOf(key) ?? [])));
  }
  for await (const { key, multipartId, begunAt } of deps.store.listMultiparts('u/'))
    if (now - begunAt.getTime() > 2 * DAY_MS) await deps.store.abortMultipart(key, multipartId);
  counted.inc(found);
  if (found > 0) deps.log.warn({ found }, 'orphaned objects found');
  return found;
}

const keyBaseOf = (key: string): string | undefined => /^u\/[^/]+\/[^/]+(?=\/)/.exec(key)?.[0];

async function listUnknown({ db }: Pick<Deps, 'db'>, keyBases: Set<string>): Promise<number> {
  if (keyBases.size === 0) return 0;
  const all = [...keyBases];
  const open = and(inArray(uploadTickets.keyBase, all), eq(uploadTickets.state, 'OPEN'));
  // Tickets before pictures: one that is committed meanwhile is seen as the picture it became.
  const known = [
    ...(await db.select({ keyBase: uploadTickets.keyBase }).from(uploadTickets).where(open)),
    ...(await db.select({ keyBase: pictures.keyBase }).from(pictures).where(inArray(pictures.keyBase, all))),
    ...(await db
      .select({ keyBase: objectPurges.keyBase })
      .from(objectPurges)
      .where(inArray(objectPurges.keyBase, all))),
  ];
  for (const { keyBase } of known) keyBases.delete(keyBase);
  if (keyBases.size === 0) return 0;
  await db
    .insert(objectPurges)
    .values([...keyBases].map((keyBase) => ({ id: newId(), memberId: keyBase.split('/')[1] ?? '', keyBase })))
    .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
  return keyBases.size;
}
