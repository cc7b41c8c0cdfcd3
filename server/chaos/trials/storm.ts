import type { Figure } from '../../../infra/local/figures.ts';
import { checkWorld } from '../check-world.ts';
import { Dice } from '../dice.ts';
import { effectsOf, keepEffects } from '../effect-ledger.ts';
import { Faults, stormWeather } from '../faults.ts';
import type { Society } from '../member.ts';
import { allHabits, liveOnce } from '../member-life.ts';
import { OutsideClient, Tally } from '../outside-client.ts';
import { findLeft, settle } from '../settle-world.ts';
import { tell } from '../tell.ts';
import type { Bounds, Trial } from '../trial.ts';
import { openFiles, PART_BYTES } from '../trial-files.ts';
import { openWorld, type World } from '../world.ts';

/** Members who live at the same time. */
const HOUSEHOLDS = 10;
// So small that the members meet it all the time.
const LIMIT_BYTES = 12 * 1024 ** 2;
/** What it takes to start, to come to rest and to check, of the whole budget. */
const REST_SHARE = 0.4;
const REST_MS = 120_000;

/** Everything fails at random under members who use everything; afterwards nothing may be lost, left, doubled or stuck. */
export const storm: Trial = { name: 'storm', share: 4, run };

async function run({ services, budgetMs, seed }: Bounds): Promise<Figure[]> {
  const dice = new Dice(seed);
  const world = await openWorld(services, {
    name: 'storm',
    dice: dice.split(),
    count: { api: 2, relay: 2, worker: 2 },
    env: {
      STORAGE_LIMIT_BYTES: String(LIMIT_BYTES),
      PART_BYTES: String(PART_BYTES),
      MULTIPART_THRESHOLD_BYTES: String(PART_BYTES),
      // Short enough that some end while they are being used.
      SINGLE_TICKET_SECONDS: '80',
      DELETION_INTERVAL_SECONDS: '5',
    },
  });
  try {
    return await rage(world, dice, budgetMs * (1 - REST_SHARE));
  } finally {
    await world.close();
  }
}

async function rage(world: World, dice: Dice, forMs: number): Promise<Figure[]> {
  const { place } = world;
  await keepEffects(place.deps.db);
  const tally = new Tally();
  const society: Society = {
    client: new OutsideClient(world.apis, tally, dice.split(), { tryMs: 12_000, allMs: 90_000 }),
    tally,
    dice: dice.split(),
    newFile: await openFiles(dice.split(), 0.03),
    everybody: [],
  };
  const faults = new Faults(world, dice.split(), stormWeather);
  const end = performance.now() + forMs;
  const mayGoOn = () => performance.now() < end;
  const household = async () => {
    while (mayGoOn()) await liveOnce(society, allHabits, mayGoOn);
  };
  await Promise.all([
    faults.rage(mayGoOn, Math.max(1_000, world.startMs / 4)),
    ...Array.from({ length: HOUSEHOLDS }, household),
  ]);

  const rest = await settle(world, REST_MS);
  const verdict = await checkWorld(place, society.everybody);
  const left = await findLeft(world);
  const seconds = (forMs / 1_000).toFixed(0);
  const commits = await effectsOf(place.deps.db, 'picture.made');
  return [
    {
      what: `storm of ${seconds} s: faults, operations of clients, pictures committed`,
      wanted: 'many',
      measured: `${faults.total}, ${tally.done}, ${commits}`,
      ok: faults.total > 0 && commits > 0,
    },
    tell('storm: objects that belong to no picture', verdict.orphans),
    tell('storm: pictures whose bytes are missing or others', verdict.missing),
    {
      what: 'storm: drift of usedBytes and reservedBytes',
      wanted: '0 bytes',
      measured: `${verdict.driftBytes}`,
      ok: verdict.driftBytes === 0,
    },
    tell('storm: broken invariants, effects done twice or not at all', verdict.broken),
    tell(
      `storm: stuck ${(REST_MS / 1_000).toFixed(0)} s after the last fault (rest after ${rest.seconds.toFixed(0)} s)`,
      rest.stuck,
    ),
    tell('storm: left by the batch', [
      ...left,
      ...(rest.failedBatches > 0 ? [`${rest.failedBatches} batches failed`] : []),
    ]),
    tell(
      `storm: wrong answers to clients (told to wait: ${tally.text}; given up: ${tally.lost})`,
      tally.wrong,
    ),
    tell('storm: processes that ended by themselves', world.findings),
  ];
}
