import type { Figure } from '../../../infra/local/figures.ts';
import { Dice } from '../dice.ts';
import { keepEffects } from '../effect-ledger.ts';
import { Faults, stormWeather } from '../faults.ts';
import type { Society } from '../member.ts';
import { allHabits, liveOnce } from '../member-life.ts';
import { OutsideClient, Tally } from '../outside-client.ts';
import { settleAndCheck } from '../settle-and-check.ts';
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
export const storm: Trial = { name: 'storm', share: 60, run };

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
  await keepEffects(world.place.deps.db);
  const tally = new Tally();
  const society: Society = {
    client: new OutsideClient(world.apis, tally, dice.split(), { tryMs: 12_000, allMs: 90_000 }),
    tally,
    dice: dice.split(),
    newFile: await openFiles(dice.split(), { large: 0.03, video: 0, unreadable: 0.4 }),
    everybody: [],
  };
  const faults = new Faults(world.parts, dice.split(), stormWeather);
  const end = performance.now() + forMs;
  const mayGoOn = () => performance.now() < end;
  const household = async () => {
    while (mayGoOn()) await liveOnce(society, allHabits, mayGoOn);
  };
  await Promise.all([
    faults.rage(mayGoOn, Math.max(1_000, world.startMs / 3)),
    ...Array.from({ length: HOUSEHOLDS }, household),
  ]);

  const seconds = (forMs / 1_000).toFixed(0);
  return [
    {
      what: `storm: faults within ${seconds} s`,
      wanted: '> 0',
      measured: `${faults.total} (${faults.text})`,
      ok: faults.total > 0,
    },
    ...(await settleAndCheck('storm', world, society, REST_MS)),
  ];
}
