import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Figure, printFigures } from '../../infra/local/figures.ts';
import type { Trial } from './trial.ts';
import { delivery } from './trials/delivery.ts';
import { failpoints } from './trials/failpoints.ts';
import { lockBurst } from './trials/lock-burst.ts';
import { lockBusy } from './trials/lock-busy.ts';
import { lockKilled } from './trials/lock-killed.ts';
import { lockLost } from './trials/lock-lost.ts';
import { lockOrder } from './trials/lock-order.ts';
import { outbox } from './trials/outbox.ts';
import { quotaWitness } from './trials/quota-witness.ts';
import { raceCommit } from './trials/race-commit.ts';
import { raceSweep } from './trials/race-sweep.ts';
import { redisAway } from './trials/redis-away.ts';
import { storm } from './trials/storm.ts';

const trials: Trial[] = [
  lockBurst,
  lockOrder,
  lockKilled,
  lockLost,
  lockBusy,
  raceCommit,
  raceSweep,
  quotaWitness,
  storm,
  failpoints,
  outbox,
  delivery,
  redisAway,
];

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const chosen = trials.filter((trial) => values.only === undefined || trial.name.includes(values.only));
const shares = chosen.reduce((sum, trial) => sum + trial.share, 0);
process.stdout.write(`Chaos for about ${values.minutes} minutes, --seed ${seed}\n`);
const figures: Figure[] = [];
const done = new Set<Trial>();
// What is known by then is told, and what a trial has started ends too.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const { name } of chosen.filter((trial) => !done.has(trial)))
      figures.push({ what: name, wanted: 'runs to its end', measured: `cut off by ${signal}`, ok: false });
    printFigures('Chaos', figures);
    process.exit(1);
  });
for (const trial of chosen) {
  const start = performance.now();
  const budgetMs = (Number(values.minutes) * 60_000 * trial.share) / shares;
  const found = await trial
    .run({ services: process.env, budgetMs, seed })
    .catch((error: unknown): Figure[] => [
      { what: trial.name, wanted: 'runs to its end', measured: String(error), ok: false },
    ]);
  process.stdout.write(`  … ${trial.name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  figures.push(...found);
  done.add(trial);
}
// Not by itself: whatever a trial that failed half-way left open must not hold the table's verdict.
process.exit(printFigures('Chaos', figures) === 0 ? 0 : 1);
