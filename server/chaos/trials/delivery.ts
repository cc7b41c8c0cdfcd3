import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Figure } from '../../../infra/local/figures.ts';
import { outboxEvents } from '../../src/events/outbox.table.ts';
import { record } from '../../src/events/outbox.ts';
import { wakeOtherRelays } from '../../src/events/wake.ts';
import { newId } from '../../src/platform/ids.ts';
import { until } from '../../src/testing/wire.ts';
import { openEventsPlace } from '../events-place.ts';
import { ms, quantile } from '../statistics.ts';
import type { Bounds, Trial } from '../trial.ts';

const RATE = 200;
const WANTED_MS = 500;
const BACKLOG = 20_000;
const DRAIN_PER_SECOND = 1_000;
const ROWS_AT_ONCE = 1_000;

/** How long a committed event takes to its queue at 200 a second, and how fast a backlog goes. */
export const delivery: Trial = { name: 'delivery', share: 20, run };

async function run({ services, budgetMs }: Bounds): Promise<Figure[]> {
  const events = await openEventsPlace(services, 'delivery', { relay: 2, consumer: 0 });
  const { db } = events.place.deps;
  const { REDIS_URL = '', REDIS_PREFIX = '' } = events.place.env;
  const redis = new Redis(REDIS_URL);
  const stopWaking = wakeOtherRelays(redis, { REDIS_PREFIX });
  try {
    const arrived = new Map<string, number>();
    await events.listen(({ pictureId }) => void arrived.set(pictureId, performance.now()));
    const commit = async (n: number) => {
      const pictureId = newId();
      const payload = { pictureId, memberId: newId() };
      await db.transact((tx) =>
        record(tx, { type: 'picture.stored', aggregate: `picture:${n % 300}`, payload }),
      );
      return { pictureId, committedAt: performance.now() };
    };
    // The first few find cold connections.
    await Promise.all(Array.from({ length: RATE }, (_, n) => commit(n)));
    const seconds = Math.max(5, budgetMs / 2_000);
    const commits: ReturnType<typeof commit>[] = [];
    const started = performance.now();
    for (let n = 0; n < RATE * seconds; n += 1) {
      await delay(Math.max(0, started + (n * 1_000) / RATE - performance.now()));
      commits.push(commit(n));
    }
    const committed = await Promise.all(commits);
    await until(() => committed.every(({ pictureId }) => arrived.has(pictureId)), 60_000);
    const took = committed.map(({ pictureId, committedAt }) => (arrived.get(pictureId) ?? 0) - committedAt);
    const p99 = quantile(took, 0.99);

    arrived.clear();
    const drained = await drain(arrived);
    return [
      {
        what: `delivery: ${committed.length} events at ${RATE} a second, from COMMIT to the queue: p50, p99`,
        wanted: `p99 <= ${WANTED_MS} ms`,
        measured: `${ms(quantile(took, 0.5))}, ${ms(p99)}`,
        ok: p99 <= WANTED_MS,
      },
      {
        what: `delivery: a backlog of ${BACKLOG} events goes`,
        wanted: `>= ${DRAIN_PER_SECOND} a second`,
        measured: `${drained.toFixed(0)} a second`,
        ok: drained >= DRAIN_PER_SECOND,
      },
    ];
  } finally {
    stopWaking();
    redis.disconnect();
    await events.close();
  }

  /** Events a second from a backlog that came while the relays stood still. */
  async function drain(arrived: Map<string, number>): Promise<number> {
    const goOn = events.programs.map((program) => program.freeze());
    for (let at = 0; at < BACKLOG; at += ROWS_AT_ONCE)
      await db.insert(outboxEvents).values(
        Array.from({ length: ROWS_AT_ONCE }, (_, n) => ({
          eventId: newId(),
          part: n % 16,
          aggregate: `backlog:${n}`,
          type: 'picture.stored',
          schemaVersion: 1,
          payload: JSON.stringify({ pictureId: newId(), memberId: newId() }),
        })),
      );
    const started = performance.now();
    for (const resume of goOn) resume();
    await until(() => arrived.size >= BACKLOG, 120_000);
    return BACKLOG / ((performance.now() - started) / 1_000);
  }
}
