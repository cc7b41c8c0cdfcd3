import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eq, isNotNull, sql } from 'drizzle-orm';
import type { Figure } from '../../../infra/local/figures.ts';
import { members } from '../../src/member/member.table.ts';
import { pictures } from '../../src/picture/picture.table.ts';
import { Dice } from '../dice.ts';
import { keepEffects } from '../effect-ledger.ts';
import type { Society } from '../member.ts';
import { allHabits, type Habits, liveOnce } from '../member-life.ts';
import { OutsideClient, Tally } from '../outside-client.ts';
import { settleAndCheck } from '../settle-and-check.ts';
import { scaled } from '../statistics.ts';
import type { Bounds, Trial } from '../trial.ts';
import { openFiles, PART_BYTES } from '../trial-files.ts';
import { openWorld, type Role, type World } from '../world.ts';

const FULL_MS = 150_000;
const REST_SHARE = 0.2;
const REST_MS = 120_000;
/** Failpoints that each process is armed with: those that killed least so far. */
const ARMED = 12;
/** What has to pass so that its failpoints are reached. */
const habits: Habits = { ...allHabits, turn: 12, emptyTrash: 4, move: 8, leave: 3, renew: 6, copy: 8 };

/** Which processes come past which failpoints, by the beginnings of their names. */
const passers: Record<Role, RegExp> = {
  api: /^(signUp|refresh|deleteMember|request|multipart|commit|close|abandon|trash|emptyTrash|move|delete|deleteAlbum|outbox)\./,
  relay: /^(relay|expire|close|purge|sweepAlbum|emptyTrash|removeMember)\./,
  worker: /^(consume|renditions|playback|locationFree|outbox|sweepAlbum|removeMember)\./,
  batch: /^(expire|close|purge|sweepAlbum|emptyTrash|removeMember)\./,
};

/** Processes die at named places between two side effects, again and again; nothing may be lost, left, or off by a byte. */
export const failpoints: Trial = {
  name: 'failpoints',
  share: 190,
  run: (bounds) =>
    dieAndCheck(bounds, {
      kills: scaled(200, bounds.budgetMs, FULL_MS),
      names: scaled(25, bounds.budgetMs, FULL_MS),
      processes: 2,
      households: 8,
    }),
};

/** How much dies: kills and different failpoints at the least, processes of each role, members at the same time. */
export type Deaths = { kills: number; names: number; processes: number; households: number };

/** Lets processes die at failpoints for most of the budget, then looks at what is left. */
export async function dieAndCheck(
  { services, budgetMs, seed }: Bounds,
  { kills: wanted, names, processes, households }: Deaths,
): Promise<Figure[]> {
  const dice = new Dice(seed);
  const kills = new Map(failpointsInSource().map((name) => [name, 0]));
  const total = () => [...kills.values()].reduce((sum, n) => sum + n, 0);
  const reached = () => [...kills.values()].filter((n) => n > 0).length;
  let end = Number.POSITIVE_INFINITY;
  let last = end;
  const mayGoOn = () => {
    const left = total() < wanted || reached() < names;
    return performance.now() < (left ? last : end);
  };
  const arm = (role: Role): string => {
    const mine = [...kills].filter(([name]) => passers[role].test(name));
    const seldom = mine.sort(([, a], [, b]) => a - b || dice.next() - 0.5).slice(0, ARMED);
    return seldom.map(([name]) => `${name}=kill:0.5`).join(',');
  };
  const world = await openWorld(services, {
    name: 'failpoints',
    dice: dice.split(),
    count: { api: processes, relay: processes, worker: processes },
    env: {
      STORAGE_LIMIT_BYTES: String(64 * 1024 ** 2),
      PART_BYTES: String(PART_BYTES),
      MULTIPART_THRESHOLD_BYTES: String(PART_BYTES),
      SINGLE_TICKET_SECONDS: '70',
      DELETION_INTERVAL_SECONDS: '1',
    },
    envOf: (role): Record<string, string> => (mayGoOn() ? { PICUP_FAILPOINTS: arm(role) } : {}),
    onFailpoint: (name) => kills.set(name, (kills.get(name) ?? 0) + 1),
  });
  try {
    await keepEffects(world.place.deps.db);
    const tally = new Tally();
    const society: Society = {
      client: new OutsideClient(world.apis, tally, dice.split(), { tryMs: 12_000, allMs: 120_000 }),
      tally,
      dice: dice.split(),
      newFile: await openFiles(dice.split(), { large: 0.05, video: 0.03, unreadable: 0.4 }),
      everybody: [],
    };
    const forMs = budgetMs * (1 - REST_SHARE);
    end = performance.now() + forMs;
    // A slow machine needs longer for as many.
    last = end + forMs;
    const household = async () => {
      while (mayGoOn()) await liveOnce(society, habits, mayGoOn);
    };
    await Promise.all([
      ...Array.from({ length: households }, household),
      runBatches(world, mayGoOn),
      troubleTheStore(world, dice.split(), mayGoOn),
      hurryTime(world, society, mayGoOn),
      disarm(world, mayGoOn),
    ]);

    const never = [...kills].filter(([, n]) => n === 0).map(([name]) => name);
    return [
      {
        what: 'failpoints: kills at named places between two side effects',
        wanted: `>= ${wanted} at >= ${names} names`,
        measured: `${total()} at ${reached()} of ${kills.size} names${never.length > 0 ? `; never at ${never.join(', ')}` : ''}`,
        ok: total() >= wanted && reached() >= names,
      },
      ...(await settleAndCheck('failpoints', world, society, REST_MS)),
    ];
  } finally {
    await world.close();
  }
}

/** What is still armed when it is over starts anew, and no longer is. */
async function disarm({ parts }: World, mayGoOn: () => boolean): Promise<void> {
  while (mayGoOn()) await delay(100);
  for (const program of parts.programs) program.kill(0);
}

/** The names of all failpoints in the product's source. */
function failpointsInSource(): string[] {
  const source = join(import.meta.dirname, '..', '..', 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(join(source, file), 'utf8').matchAll(/failpoint\('([\w.]+)'\)/g)].map(
      ([, name]) => name,
    ),
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

async function runBatches(world: World, mayGoOn: () => boolean): Promise<void> {
  while (mayGoOn()) {
    await world.parts.runBatch();
    await delay(2_000);
  }
}

/** Without a store that fails now and then, nothing is ever put aside for later. */
async function troubleTheStore(world: World, dice: Dice, mayGoOn: () => boolean): Promise<void> {
  while (mayGoOn()) {
    const fault = dice.chance(0.4) ? { kind: 'refuse' as const, odds: 0.3 } : undefined;
    world.lines.worker.store.set(fault);
    await delay(3_000);
  }
  world.lines.worker.store.set(undefined);
}

/** Lets a month pass for the trash, and the days for those who left. */
async function hurryTime({ place }: World, society: Society, mayGoOn: () => boolean): Promise<void> {
  const { db } = place.deps;
  const hurried = async () => {
    // A month in the trash is the end of a picture, unless its owner takes it out at this very moment.
    for (const member of society.everybody)
      for (const picture of member.pictures.values())
        if (picture.trashed !== false && picture.wish === 'kept') picture.wish = 'removing';
    await db
      .update(pictures)
      .set({ trashedAt: sql`trashed_at - interval 60 day` })
      .where(eq(pictures.lifecycle, 'TRASHED'));
    const gone = db.select({ id: members.id }).from(members).where(isNotNull(members.deletedAt));
    await db
      .update(members)
      .set({ deletedAt: sql`deleted_at - interval 27 hour` })
      .where(isNotNull(members.deletedAt));
    await db.execute(
      sql`update object_purges set purge_after = now(6), lease_until = null where member_id in (${gone})`,
    );
  };
  while (mayGoOn()) {
    await hurried();
    await delay(5_000);
  }
}
