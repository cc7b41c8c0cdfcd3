import type { Figure } from '../../infra/local/figures.ts';
import { checkWorld } from './check-world.ts';
import { effectsOf } from './effect-ledger.ts';
import type { Society } from './member.ts';
import { findLeft, settle } from './settle-world.ts';
import { tell } from './tell.ts';
import type { World } from './world.ts';

/**
 * Lets a world come to rest and looks whether all of it is as it must be.
 * @param name begins each figure.
 * @param withinMs how long events may take until they are done.
 */
export async function settleAndCheck(
  name: string,
  world: World,
  { everybody, tally }: Society,
  withinMs: number,
): Promise<Figure[]> {
  const rest = await settle(world, withinMs);
  const verdict = await checkWorld(world.place, everybody);
  const left = await findLeft(world);
  if (rest.failedBatches > 0) left.push(`${rest.failedBatches} batches failed`);
  const committed = await effectsOf(world.place.deps.db, 'picture.made');
  const bound = (withinMs / 1_000).toFixed(0);
  return [
    {
      what: `${name}: operations that clients saw done, pictures committed, pictures left, objects left`,
      wanted: 'many',
      measured: `${tally.done}, ${committed}, ${verdict.pictures}, ${verdict.objects}`,
      ok: committed > 0,
    },
    tell(`${name}: orphan objects (${rest.strays} found by the search for them)`, verdict.orphans),
    tell(`${name}: missing or changed objects`, verdict.missing),
    {
      what: `${name}: drift of usedBytes and reservedBytes`,
      wanted: '0 bytes',
      measured: `${verdict.driftBytes} bytes`,
      ok: verdict.driftBytes === 0,
    },
    tell(`${name}: broken invariants, effects doubled or lost`, verdict.broken),
    {
      what: `${name}: messages whose consumers were killed 20 times in a row, sent again by redrive`,
      wanted: 'told',
      measured: String(rest.redriven),
      ok: true,
    },
    tell(`${name}: stuck after ${bound} s (at rest after ${rest.seconds.toFixed(0)} s)`, rest.stuck),
    tell(`${name}: left by the batch`, left),
    tell(`${name}: wrong answers (to be repeated: ${tally.text}; given up: ${tally.lost})`, tally.wrong),
    tell(`${name}: processes that ended by themselves`, world.findings),
  ];
}
