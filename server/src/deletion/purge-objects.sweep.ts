import { and, eq, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { type ObjectPurgeRow, objectPurges } from '../picture/object-purge.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { failpoint } from '../platform/failpoints.ts';
import { LATE_UPLOAD_MINUTES } from '../upload/close-tickets.ts';
import { uploadTickets } from '../upload/upload.table.ts';

const CLAIM = 200;
const LISTS_AT_ONCE = 8;
const LEASE_MINUTES = 5;
const MAX_BACKOFF_SECONDS = 3_600;

/** What one run of the batch did. */
export type PurgeReport = { purged: number; failed: number };

/**
 * Removes the bytes on the purge list that are due. An entry goes last, after its bytes and its picture's row, so a crash
 * anywhere repeats harmlessly; what could not be removed stays listed with its reason and a later time. Several runs at
 * once share the work by leases.
 * @param signal ends the run after the entries in hand.
 */
export async function purgeObjects(
  deps: Pick<Deps, 'db' | 'store' | 'log'>,
  signal?: AbortSignal,
): Promise<PurgeReport> {
  const report: PurgeReport = { purged: 0, failed: 0 };
  while (!signal?.aborted) {
    const entries = await claim(deps);
    if (entries.length === 0) break;
    await failpoint('purge.afterClaim');
    const failures = await removeBytes(deps, entries);
    await failpoint('purge.afterBytes');
    const done = entries.filter((entry) => !failures.has(entry.id));
    if (done.length > 0) await forget(deps, done);
    for (const [id, reason] of failures) await postpone(deps, id, reason);
    report.purged += done.length;
    report.failed += failures.size;
  }
  if (report.purged + report.failed > 0) deps.log.info(report, 'stored bytes purged');
  return report;
}

function claim({ db }: Pick<Deps, 'db'>): Promise<ObjectPurgeRow[]> {
  return db.transact(async (tx) => {
    const rows = await tx
      .select()
      .from(objectPurges)
      .where(
        and(
          lte(objectPurges.purgeAfter, sql`now(6)`),
          or(isNull(objectPurges.leaseUntil), lt(objectPurges.leaseUntil, sql`now(6)`)),
          // Whatever put it on the list: the bytes of a picture that is shown, or in the trash, stay.
          sql`not exists (select 1 from ${pictures} p where p.key_base = ${objectPurges.keyBase} and p.lifecycle <> 'DELETED')`,
        ),
      )
      .orderBy(objectPurges.purgeAfter)
      .limit(CLAIM)
      .for('update', { skipLocked: true });
    if (rows.length > 0)
      await tx
        .update(objectPurges)
        .set({ leaseUntil: sql`now(6) + interval ${LEASE_MINUTES} minute`, attempts: sql`attempts + 1` })
        .where(
          inArray(
            objectPurges.id,
            rows.map((row) => row.id),
          ),
        );
    return rows;
  });
}

/** Removes everything below the entries' key bases in few requests; answers the entries that failed, with the reason. */
async function removeBytes(
  { store }: Pick<Deps, 'store'>,
  entries: ObjectPurgeRow[],
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const owners = new Map<string, string>();
  for (let from = 0; from < entries.length; from += LISTS_AT_ONCE)
    await Promise.all(
      entries.slice(from, from + LISTS_AT_ONCE).map(async (entry) => {
        try {
          if (entry.multipartId) await store.abortMultipart(`${entry.keyBase}/original`, entry.multipartId);
          for await (const page of store.list(`${entry.keyBase}/`))
            for (const { key } of page) owners.set(key, entry.id);
        } catch (error) {
          failures.set(entry.id, reasonOf(error));
        }
      }),
    );
  await failpoint('purge.afterList');
  try {
    for (const { key, reason } of await store.removeKeys([...owners.keys()])) {
      const owner = owners.get(key);
      if (owner) failures.set(owner, reason);
    }
  } catch (error) {
    for (const owner of owners.values()) failures.set(owner, reasonOf(error));
  }
  return failures;
}

function forget({ db }: Pick<Deps, 'db'>, entries: ObjectPurgeRow[]): Promise<void> {
  const pictureIds = entries.flatMap((entry) => entry.pictureId ?? []);
  return db.transact(async (tx) => {
    if (pictureIds.length > 0)
      await tx
        .delete(pictures)
        .where(and(inArray(pictures.id, pictureIds), eq(pictures.lifecycle, 'DELETED')));
    await failpoint('purge.afterRows');
    const mine = inArray(
      objectPurges.id,
      entries.map((entry) => entry.id),
    );
    // A signed PUT may still be good, or on its way: what it lets in finds the purge once more, after its end.
    const lastPut = sql`${uploadTickets.expiresAt} + interval ${LATE_UPLOAD_MINUTES} minute`;
    await tx.execute(sql`
      update ${objectPurges} join ${uploadTickets} on ${uploadTickets.keyBase} = ${objectPurges.keyBase}
      set ${objectPurges.purgeAfter} = ${lastPut}, ${objectPurges.leaseUntil} = null, ${objectPurges.attempts} = 0
      where ${mine} and ${uploadTickets.partCount} is null and ${lastPut} > now(6)`);
    await tx.delete(objectPurges).where(and(mine, lte(objectPurges.purgeAfter, sql`now(6)`)));
  });
}

async function postpone({ db }: Pick<Deps, 'db'>, id: string, reason: string): Promise<void> {
  await db
    .update(objectPurges)
    .set({
      leaseUntil: null,
      lastError: reason.slice(0, 500),
      purgeAfter: sql`now(6) + interval least(${MAX_BACKOFF_SECONDS}, pow(2, least(attempts, 12))) second`,
    })
    .where(eq(objectPurges.id, id));
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : 'unknown';
};
