import { setTimeout as delay } from 'node:timers/promises';
import { count, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Figure } from '../../../infra/local/figures.ts';
import { outboxEvents } from '../../src/events/outbox.table.ts';
import { recordAll } from '../../src/events/outbox.ts';
import { newId } from '../../src/platform/ids.ts';
import { Dice } from '../dice.ts';
import { type EventsPlace, openEventsPlace } from '../events-place.ts';
import { Faults } from '../faults.ts';
import { tell } from '../tell.ts';
import type { Bounds, Trial } from '../trial.ts';

const EVENTS = 20_000;
const AGGREGATES = 240;
/** Transactions at the same time; each has its own aggregates, so that it knows the order of their commits. */
const LANES = 16;
const MOST_IN_ONE = 10;
/** Without anything arriving for so long, what is left is stuck. */
const STILL_MS = 30_000;
/** Of the budget: for the events and the faults; the rest is for coming to rest. */
const RAGE_SHARE = 0.6;

/** Events flow while relays and consumers are killed, stopped and cut off; each must arrive, in order, and be done once. */
export const outbox: Trial = { name: 'outbox', share: 60, run };

type Ledger = {
  /** Committed picture ids of each aggregate, in order. */
  committed: Map<string, string[]>;
  rolledBack: Set<string>;
  /** Picture ids of each aggregate in the order they were first heard. */
  heard: Map<string, string[]>;
  deliveries: number;
};

async function run({ services, budgetMs, seed }: Bounds): Promise<Figure[]> {
  const dice = new Dice(seed);
  const events = await openEventsPlace(services, 'outbox', { relay: 2, consumer: 2 });
  try {
    const ledger: Ledger = { committed: new Map(), rolledBack: new Set(), heard: new Map(), deliveries: 0 };
    const known = new Set<string>();
    await events.listen(({ aggregate, pictureId }) => {
      ledger.deliveries += 1;
      if (known.has(pictureId)) return;
      known.add(pictureId);
      listIn(ledger.heard, aggregate).push(pictureId);
    });
    const rageMs = budgetMs * RAGE_SHARE;
    const faults = new Faults(events, dice.split(), {
      kill: 40,
      freeze: 20,
      wire: 30,
      roll: 10,
      client: 0,
      store: 0,
      wipe: 0,
      killRedis: 0,
      batch: 0,
    });
    let writing = true;
    await Promise.all([
      write(events, ledger, dice.split(), rageMs).finally(() => {
        writing = false;
      }),
      faults.rage(() => writing, Math.max(600, events.startMs / 2)),
    ]);
    const rested = await rest(events, ledger);
    return [...(await judge(events, ledger, rested)), told(faults, ledger)];
  } finally {
    await events.close();
  }
}

const listIn = (map: Map<string, string[]>, key: string): string[] => {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
};

const sizeOf = (map: Map<string, string[]>): number =>
  [...map.values()].reduce((sum, list) => sum + list.length, 0);

/** Commits events evenly over the time there is, and rolls some back. */
async function write({ place }: EventsPlace, ledger: Ledger, dice: Dice, forMs: number): Promise<void> {
  const { db } = place.deps;
  const started = performance.now();
  let begun = 0;
  const lane = async (own: number) => {
    // A machine too slow for all of them is told as fewer events, not as a run without an end.
    while (begun < EVENTS && performance.now() - started < 3 * forMs) {
      const size = dice.between(1, MOST_IN_ONE);
      begun += size;
      const due = started + (begun / EVENTS) * forMs;
      await delay(Math.max(0, due - performance.now()));
      const batch = Array.from({ length: size }, () => ({
        aggregate: `picture:${own + LANES * dice.between(0, AGGREGATES / LANES - 1)}`,
        pictureId: newId(),
      }));
      const fails = dice.chance(0.05);
      const transaction = db.transact(async (tx) => {
        await recordAll(
          tx,
          batch.map(({ aggregate, pictureId }) => ({
            type: 'picture.stored' as const,
            aggregate,
            payload: { pictureId, memberId: newId() },
          })),
        );
        if (fails) throw new Error('rolled back');
      });
      const committed = await transaction.then(
        () => true,
        (error: unknown) => {
          if (fails) return false;
          throw error;
        },
      );
      for (const { aggregate, pictureId } of batch)
        if (committed) listIn(ledger.committed, aggregate).push(pictureId);
        else ledger.rolledBack.add(pictureId);
      if (!committed) begun -= size;
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, own) => lane(own)));
}

const counts = z.tuple([z.object({ rows: z.coerce.number(), events: z.coerce.number() })]);

/** Effects written, and how many events they are of. */
async function countEffects({ place }: EventsPlace): Promise<{ rows: number; events: number }> {
  const [rows] = await place.deps.db.execute(
    sql`select count(*) \`rows\`, count(distinct picture_id) events from chaos_done`,
  );
  return counts.parse(rows)[0];
}

/** Waits until everything arrived, or nothing moves any more; answers the seconds. */
async function rest(events: EventsPlace, ledger: Ledger): Promise<number> {
  const started = performance.now();
  const committed = sizeOf(ledger.committed);
  let [arrived, movedAt] = [-1, started];
  while (arrived < 2 * committed && performance.now() - movedAt < STILL_MS) {
    const now = sizeOf(ledger.heard) + (await countEffects(events)).events;
    if (now > arrived) [arrived, movedAt] = [now, performance.now()];
    await delay(200);
  }
  return (performance.now() - started) / 1_000;
}

async function judge(events: EventsPlace, ledger: Ledger, rested: number): Promise<Figure[]> {
  const { db } = events.place.deps;
  const committed = sizeOf(ledger.committed);
  const effects = await countEffects(events);
  const [done] = await db.execute(sql`select distinct picture_id id from chaos_done`);
  const ids = new Set(
    z
      .array(z.object({ id: z.string() }))
      .parse(done)
      .map(({ id }) => id),
  );
  const heard = new Set([...ledger.heard.values()].flat());
  const all = [...ledger.committed.values()].flat();
  const lost = all.filter((id) => !ids.has(id) || !heard.has(id));
  const phantoms = [...ledger.rolledBack].filter((id) => ids.has(id) || heard.has(id));
  const [unsent] = await db.select({ n: count() }).from(outboxEvents).where(isNull(outboxEvents.sentAt));
  const dead = await events.countDead();
  const zero = (what: string, n: number): Figure => ({ what, wanted: '0', measured: String(n), ok: n === 0 });
  return [
    {
      what: 'outbox: events committed',
      wanted: `>= ${EVENTS}`,
      measured: String(committed),
      ok: committed >= EVENTS,
    },
    zero('outbox: events lost', lost.length),
    zero('outbox: effects doubled', effects.rows - effects.events),
    zero('outbox: inversions within an aggregate', countInversions(ledger)),
    zero(
      `outbox: events stuck (at rest ${rested.toFixed(0)} s after the last fault)`,
      (unsent?.n ?? 0) + dead,
    ),
    zero(`outbox: events of ${ledger.rolledBack.size} rolled back that were sent`, phantoms.length),
    tell('outbox: processes that ended by themselves', events.findings),
  ];
}

/** How often an event was first heard after one that was committed later in its aggregate. */
function countInversions(ledger: Ledger): number {
  let inversions = 0;
  for (const [aggregate, order] of ledger.committed) {
    const places = new Map(order.map((id, i) => [id, i]));
    let last = -1;
    for (const id of ledger.heard.get(aggregate) ?? []) {
      const at = places.get(id) ?? -1;
      if (at < last) inversions += 1;
      last = Math.max(last, at);
    }
  }
  return inversions;
}

function told(faults: Faults, { deliveries, heard }: Ledger): Figure {
  return {
    what: 'outbox: faults meanwhile',
    wanted: '> 0',
    measured: `${faults.total} (${faults.text}); ${deliveries - sizeOf(heard)} messages came more than once`,
    ok: faults.total > 0,
  };
}
