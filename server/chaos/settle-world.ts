import { setTimeout as delay } from 'node:timers/promises';
import { and, count, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { MySqlTable } from 'drizzle-orm/mysql-core';
import { albums } from '../src/album/album.table.ts';
import { purgeOrphans } from '../src/deletion/orphans.sweep.ts';
import { routes } from '../src/events/catalogue.ts';
import { outboxEvents } from '../src/events/outbox.table.ts';
import { redriveDead } from '../src/events/redrive.ts';
import { members } from '../src/member/member.table.ts';
import { objectPurges } from '../src/picture/object-purge.table.ts';
import { pictures } from '../src/picture/picture.table.ts';
import type { Db } from '../src/platform/db.ts';
import { uploadTickets } from '../src/upload/upload.table.ts';
import { countMessages, type World } from './world.ts';

const DAY_MS = 86_400_000;
const BATCHES = 8;

/** How a world came to rest. */
export type Rest = {
  /** Seconds from the last fault to the last event done. */
  seconds: number;
  /** What was still on its way when the patience was over. */
  stuck: string[];
  /** Key bases that only the search for orphans found. */
  strays: number;
  /** Batches that did not do all that was due. */
  failedBatches: number;
  /** Messages whose consumers were killed so often that they were set aside, and sent again. */
  redriven: number;
};

/**
 * Waits until a world without faults has done all it had begun, then lets days pass for what waits by the clock, and runs
 * the deletion batch.
 */
export async function settle(world: World, withinMs: number): Promise<Rest> {
  const started = performance.now();
  const rest = async (): Promise<string[]> => {
    let stuck = await findUnfinished(world);
    while (stuck.length > 0 && performance.now() - started < withinMs) {
      await delay(250);
      stuck = await findUnfinished(world);
    }
    return stuck;
  };
  await rest();
  // What an operator does on their alarm, once: what dies without a fault stays, and is told.
  const redriven = await redriveAll(world.place);
  const stuck = await rest();
  const seconds = (performance.now() - started) / 1_000;
  const { deps } = world.place;
  let failedBatches = 0;
  const runBatches = async () => {
    for (let left = 1, n = 0; left > 0 && n < BATCHES; n += 1) {
      await letTimePass(deps.db);
      if ((await world.parts.runBatch()) !== 0) failedBatches += 1;
      left = await rows(deps.db, objectPurges);
    }
  };
  await runBatches();
  const strays = await purgeOrphans(deps, Date.now() + 3 * DAY_MS);
  await runBatches();
  return { seconds, stuck, strays, failedBatches, redriven };
}

const rows = async (db: Db, table: MySqlTable, where?: SQL): Promise<number> =>
  (await db.select({ n: count() }).from(table).where(where))[0]?.n ?? 0;

/** What the processes still have to do by themselves; each a sentence. */
async function findUnfinished({ place }: World): Promise<string[]> {
  const { db } = place.deps;
  const shown = sql`${pictures.lifecycle} = 'LIVE' and exists (select 1 from ${albums} a where a.id = ${pictures.albumId} and a.deleted_at is null)`;
  const provisioned = sql`not exists (select 1 from processed_events p where p.event_id = ${outboxEvents.eventId})`;
  const unfinished: Record<string, number> = {
    'events are not sent': await rows(db, outboxEvents, isNull(outboxEvents.sentAt)),
    'sign-ups are not provisioned': await rows(
      db,
      outboxEvents,
      sql`${outboxEvents.type} = 'member.signed-up' and ${provisioned}`,
    ),
    'messages wait': (await countMessages(place)).waiting,
    'pictures wait for their renditions': await rows(
      db,
      pictures,
      and(shown, eq(pictures.state, 'PROCESSING')),
    ),
    'videos wait for their copy': await rows(db, pictures, and(shown, eq(pictures.playbackState, 'WAITING'))),
    'downloads wait for their copy': await rows(
      db,
      pictures,
      and(shown, eq(pictures.locationFreeState, 'WAITING')),
    ),
    'deleted albums are not swept': await rows(db, albums, isNotNull(albums.deletedAt)),
  };
  return Object.entries(unfinished).flatMap(([sentence, n]) => (n > 0 ? [`${n} ${sentence}`] : []));
}

/** Sends dead letters again, as `redrive dead` does; answers how many. */
async function redriveAll({ config }: World['place']): Promise<number> {
  let moved = 0;
  for (const consumer of Object.keys(routes)) moved += (await redriveDead(config, consumer, 'all')).moved;
  return moved;
}

/** Everything that waits for its time is due now, and leases of the dead are over. */
async function letTimePass(db: Db): Promise<void> {
  const past = sql`now(6) - interval 1 day`;
  await db.update(uploadTickets).set({ expiresAt: past });
  await db.update(objectPurges).set({ purgeAfter: past, leaseUntil: null });
  await db
    .update(members)
    .set({ deletedAt: sql`now(6) - interval 27 hour` })
    .where(isNotNull(members.deletedAt));
}

/** What the batch should have left nothing of; each a sentence. */
export async function findLeft({ place }: World): Promise<string[]> {
  const { db, store } = place.deps;
  let multiparts = 0;
  for await (const _ of store.listMultiparts('')) multiparts += 1;
  const left: Record<string, number> = {
    'purges are left': await rows(db, objectPurges),
    'open tickets are left': await rows(db, uploadTickets, eq(uploadTickets.state, 'OPEN')),
    'deleted pictures are left': await rows(db, pictures, eq(pictures.lifecycle, 'DELETED')),
    'deleted members are left': await rows(db, members, isNotNull(members.deletedAt)),
    'multipart uploads are left': multiparts,
    'events are parked': await rows(db, outboxEvents, isNotNull(outboxEvents.parkedAt)),
    'messages are dead': (await countMessages(place)).dead,
  };
  return Object.entries(left).flatMap(([sentence, n]) => (n > 0 ? [`${n} ${sentence}`] : []));
}
