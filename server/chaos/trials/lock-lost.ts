import { setTimeout as delay } from 'node:timers/promises';
import { and, count, eq } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Figure } from '../../../infra/local/figures.ts';
import { openPlace, type Place } from '../../src/testing/place.ts';
import { until, Wire } from '../../src/testing/wire.ts';
import { uploadTickets } from '../../src/upload/upload.table.ts';
import { storageUsage } from '../../src/usage/usage.table.ts';
import { Child } from '../child.ts';
import { aPerson } from '../people.ts';
import { scaled } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const TIMES = 20;
const FULL_MS = 15_000;
const STOPPED_AT_ONCE = 5;
const LEASE_MS = 2_500;
const SIZE = 1_000;
const ROOM = 10;

type Pair = Record<'guarded' | 'naive', { memberId: string; albumId: string }>;
/** What became of a member's numbers. */
type Damage = { lost: number; over: number };

/** What a lock is worth that its holder only believes to have: the holder stopped past its lease, and Redis wiped under it. */
export const lockLost: Trial = {
  name: 'lock-lost',
  share: 25,
  run: async ({ services, budgetMs }) => {
    const times = scaled(TIMES, budgetMs, FULL_MS);
    const wire = new Wire(services.REDIS_URL ?? '');
    await wire.open();
    const place = await openPlace(services, {
      wires: { redis: wire },
      env: { STORAGE_LIMIT_BYTES: String(SIZE * ROOM) },
    });
    const past = new Redis(services.REDIS_URL ?? '');
    const holders = Array.from({ length: STOPPED_AT_ONCE }, () => new Child('lock-lost.child.ts', place.env));
    const rivals = Array.from({ length: 2 }, () => new Child('lock-lost.child.ts', place.env));

    /** One holder that keeps its lock for too long, or for nothing; `meanwhile` happens while it is inside. */
    async function lose(
      holder: Child,
      given: { inside: boolean; stop: boolean },
      meanwhile: (pair: Pair) => Promise<void>,
    ): Promise<Record<keyof Pair, Damage>> {
      const [guarded, naive] = [await someone(place), await someone(place)];
      const pair = { guarded, naive };
      let isInside = false;
      holder.on('inside', () => {
        isInside = true;
      });
      const held = holder.ask('hold', { ...pair, ...given }, z.boolean());
      await until(() => isInside, 20_000);
      await meanwhile(pair);
      await held;
      return { guarded: await damageOf(place, guarded), naive: await damageOf(place, naive) };
    }

    const fill = (pair: Pair) => Promise.all(rivals.map((rival) => rival.ask('fill', pair, z.null())));

    const stop = (holder: Child, inside: boolean) =>
      lose(holder, { inside, stop: true }, async (pair) => {
        const filled = fill(pair);
        await delay(LEASE_MS + 800);
        holder.signal('SIGCONT');
        await filled;
      });

    const wipe = (holder: Child, inside: boolean, restart: boolean) =>
      lose(holder, { inside, stop: false }, async (pair) => {
        // As an empty Redis that starts again, or as FLUSHALL; what others keep in it is not ours to remove.
        if (restart) wire.breakAll();
        await past.del(
          ...Object.values(pair).map(({ memberId }) => `${place.config.REDIS_PREFIX}lock:${memberId}`),
        );
        const filled = fill(pair);
        await delay(300);
        await holder.ask('goOn', null, z.null());
        await filled;
      });

    try {
      await Promise.all([...holders, ...rivals].map((child) => child.ask('ready', null, z.null())));
      const stopped = [];
      for (let i = 0; i < times / STOPPED_AT_ONCE; i += 1)
        stopped.push(...(await Promise.all(holders.map((holder) => stop(holder, i % 2 === 0)))));
      const wiped = [];
      for (let i = 0; i < times; i += 1) {
        const holder = holders[i % holders.length];
        if (holder) wiped.push(await wipe(holder, i % 2 === 0, i % 4 < 2));
      }
      return [
        ...figuresOf('holder stopped past its lease', stopped, times),
        ...figuresOf('Redis wiped under the holder', wiped, times),
      ];
    } finally {
      for (const holder of holders) holder.signal('SIGCONT');
      await Promise.all([...holders, ...rivals].map((child) => child.end()));
      past.disconnect();
      await place.close();
      await wire.cut();
    }
  },
};

async function someone(place: Place) {
  const { viewer, albumId } = await aPerson(place.deps);
  return { memberId: viewer.memberId, albumId };
}

/** Compares what is counted for a member with what there is. */
async function damageOf({ deps: { db } }: Place, { memberId }: { memberId: string }): Promise<Damage> {
  const [counted] = await db
    .select({ bytes: storageUsage.reservedBytes })
    .from(storageUsage)
    .where(eq(storageUsage.memberId, memberId));
  const [open] = await db
    .select({ tickets: count() })
    .from(uploadTickets)
    .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')));
  const [numbers, rows] = [(counted?.bytes ?? 0) / SIZE, open?.tickets ?? 0];
  // Everybody filled it up: less would say that the trial did not do what it is for.
  if (Math.max(numbers, rows) < ROOM) throw new Error(`Only ${rows} of ${ROOM} tickets were taken.`);
  return { lost: Math.abs(rows - numbers), over: Math.max(rows, numbers) > ROOM ? 1 : 0 };
}

function figuresOf(what: string, cases: Record<keyof Pair, Damage>[], times: number): Figure[] {
  const sum = (which: keyof Pair, kind: keyof Damage) =>
    cases.reduce((total, one) => total + one[which][kind], 0);
  const figure = (kind: keyof Damage, name: string): Figure => ({
    what: `${what}, ${cases.length} times: ${name}`,
    wanted: '0 (guard removed: > 0)',
    measured: `${sum('guarded', kind)} (guard removed: ${sum('naive', kind)})`,
    ok: cases.length >= times && sum('guarded', kind) === 0 && sum('naive', kind) > 0,
  });
  return [figure('lost', 'updates lost'), figure('over', 'states over quota')];
}
