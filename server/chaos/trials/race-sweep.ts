import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Figure } from '../../../infra/local/figures.ts';
import { toDate } from '../../src/platform/time.ts';
import { findBroken } from '../../src/testing/ledger.ts';
import { openPlace, type Place } from '../../src/testing/place.ts';
import { expireUploads } from '../../src/upload/expire-uploads.sweep.ts';
import { Child } from '../child.ts';
import { aPerson } from '../people.ts';
import { scaled } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const RACES = 10_000;
const FULL_MS = 35_000;
const MEMBERS = 10;
const EACH = 200;
const A_COMMIT = 10;
const WINDOW_SECONDS = 5;

const outcome = z.object({ pictures: z.number(), expired: z.number(), other: z.number() });
type Outcome = z.infer<typeof outcome>;

/** Commits and the sweep at the very moment when tickets end, every one with its object in the store. */
export const raceSweep: Trial = {
  name: 'race-sweep',
  share: 50,
  run: async ({ services, budgetMs }) => {
    const races = scaled(RACES, budgetMs, FULL_MS);
    const place = await openPlace(services, { bucket: true });
    const { db } = place.deps;
    const children = Array.from({ length: 3 }, () => new Child('race-sweep.child.ts', place.env));
    const [sweeper, ...committers] = children;
    if (!sweeper) throw new Error('There is nobody to sweep.');
    const told = { pictures: 0, expired: 0, other: 0 };
    const memberIds: string[] = [];
    // Commits begin this much before their tickets end, so that about half of them come in time.
    let leadMs = 60;

    async function round(locked: boolean): Promise<void> {
      const people = (await Promise.all(Array.from({ length: MEMBERS }, () => aPerson(place.deps)))).map(
        ({ viewer, albumId }) => ({ memberId: viewer.memberId, albumId }),
      );
      memberIds.push(...people.map(({ memberId }) => memberId));
      await Promise.all(
        children.map((child, nth) =>
          child.ask('upload', { people: people.filter((_, i) => i % 3 === nth), each: EACH }, z.null()),
        ),
      );
      const batches = (await Promise.all(people.map(({ memberId }) => endSoon(memberId)))).flat();
      const swept = sweeper?.ask('sweep', { locked }, z.number());
      const answers = await Promise.all(
        committers.map((child, nth) => {
          const mine = batches.filter((_, i) => i % committers.length === nth);
          return child.ask('commit', { locked, batches: mine }, outcome);
        }),
      );
      await sweeper?.ask('stopSweeping', null, z.null());
      await swept;
      const pictures = answers.reduce((sum, one) => sum + one.pictures, 0);
      for (const one of answers)
        for (const kind of ['pictures', 'expired', 'other'] as const) told[kind] += one[kind];
      leadMs += (0.5 - pictures / (MEMBERS * EACH)) * 400;
    }

    /** Lets a member's tickets end one shortly after the other, and answers the commits that meet them there. */
    async function endSoon(memberId: string) {
      await db.execute(sql`
        update upload_tickets t join (
          select id, row_number() over (order by id) as nth from upload_tickets where member_id = ${memberId}
        ) o on o.id = t.id
        set t.expires_at = now(6) + interval (1 + ${WINDOW_SECONDS} * o.nth / ${EACH}) second`);
      const [rows] = await db.execute(
        sql`select id, expires_at from upload_tickets where member_id = ${memberId} order by expires_at`,
      );
      const tickets = z.array(z.object({ id: z.string(), expires_at: z.string() })).parse(rows);
      return Array.from({ length: EACH / A_COMMIT }, (_, i) => {
        const batch = tickets.slice(i * A_COMMIT, (i + 1) * A_COMMIT);
        const middle = toDate(batch[A_COMMIT / 2]?.expires_at ?? '').getTime();
        const at = middle - leadMs + (Math.random() - 0.5) * 100;
        return { memberId, ticketIds: batch.map(({ id }) => id), at };
      });
    }

    try {
      for (let i = 0; i * MEMBERS * EACH < races; i += 1) await round(i % 2 === 0);
      await expireUploads(place.deps);
      return await judge(place, memberIds, told);
    } finally {
      await Promise.all(children.map((child) => child.end()));
      await place.close();
    }
  },
};

/** Looks at every ticket, its picture, its entry on the purge list and its object. */
async function judge(place: Place, memberIds: string[], told: Outcome): Promise<Figure[]> {
  const { db, store } = place.deps;
  const [rows] = await db.execute(sql`
    select t.key_base as keyBase, t.state, p.id is not null as shown, e.id is not null as listed
    from upload_tickets t
    left join pictures p on p.ticket_id = t.id and p.lifecycle = 'LIVE'
    left join object_purges e on e.key_base = t.key_base`);
  const tickets = z.array(ticket).parse(rows);
  const stored = new Set<string>();
  for await (const page of store.list('u/'))
    for (const { key } of page) stored.add(key.slice(0, key.lastIndexOf('/')));
  const won = { commit: 0, sweep: 0, both: 0, neither: 0 };
  for (const { keyBase, state, shown, listed } of tickets) {
    const committed = state === 'COMMITTED' && shown === 1 && stored.has(keyBase);
    const swept = state === 'EXPIRED' && listed === 1;
    if ((shown && listed) || (shown && state !== 'COMMITTED')) won.both += 1;
    else if (committed) won.commit += 1;
    else if (swept) won.sweep += 1;
    else won.neither += 1;
  }
  for (const { keyBase } of tickets) stored.delete(keyBase);
  const broken = (await Promise.all(memberIds.map((id) => findBroken(place.deps, id)))).flat();
  const least = Math.min(won.commit, won.sweep) / tickets.length;
  return [
    {
      what: `sweep against commit at the boundary, ${tickets.length} races: both win`,
      wanted: '0',
      measured: `${won.both} (the commit ${won.commit}, the sweep ${won.sweep})`,
      // Where one of them always wins, they never met.
      ok: won.both === 0 && least > 0.05,
    },
    {
      what: 'neither wins, or an object that is neither shown nor listed for removal',
      wanted: '0',
      measured: `${won.neither + stored.size}`,
      ok: won.neither + stored.size === 0,
    },
    {
      what: 'answers of these commits that are not what became of the ticket; members whose numbers are off',
      wanted: '0; 0',
      measured: `${Math.abs(told.pictures - won.commit) + Math.abs(told.expired - won.sweep) + told.other}; ${broken.length}`,
      ok: told.pictures === won.commit && told.expired === won.sweep && broken.length === 0,
    },
  ];
}

const ticket = z.object({ keyBase: z.string(), state: z.string(), shown: z.number(), listed: z.number() });
