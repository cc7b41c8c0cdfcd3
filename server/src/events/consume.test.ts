import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { armFailpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { type EventsStand, standUpEvents } from '../testing/events-stand.ts';
import { until } from '../testing/wire.ts';
import { storageUsage } from '../usage/usage.table.ts';
import { provisionStorage } from '../usage/usage.ts';
import { type Consumers, startConsumers } from './consume.ts';
import { type Consumer, consumeAtLeastOnce, consumeOnce } from './consumer.ts';
import { outboxEvents, processedEvents } from './outbox.table.ts';
import { redriveDead } from './redrive.ts';
import { type Relay, startRelay } from './relay.ts';
import { namesOf } from './topology.ts';

describe('consumers', () => {
  let stand: EventsStand;
  let started: Consumers[];
  let relay: Relay;
  let undo: (() => void)[];
  let queue: string;
  let dead: string;

  beforeEach(async () => {
    stand = await standUpEvents();
    const names = namesOf(stand.topology.prefix);
    queue = names.queue('ledger');
    dead = names.deadQueue('ledger');
    relay = startRelay(stand.deps, stand.topology);
    started = [];
    undo = [];
  });
  afterEach(async () => {
    for (const action of undo) action();
    await Promise.all(started.map((consumers) => consumers.stop()));
    await relay.stop();
    await stand.close();
  });

  const start = (consumer: Consumer) => {
    const consumers = startConsumers(stand.deps, [consumer], stand.topology.retryMs);
    started.push(consumers);
    return consumers;
  };
  /** Counts its effects in a table: one row a member, one version each time it took effect. */
  const ledger = (before: () => void | Promise<void> = () => undefined) =>
    consumeOnce({
      name: 'ledger',
      event: 'picture.stored',
      effect: async (tx, { pictureId }) => {
        await before();
        await tx.insert(storageUsage).values({ memberId: pictureId });
      },
    });
  const job = (work: (signal: AbortSignal) => Promise<void>, limitSeconds = 60) =>
    consumeAtLeastOnce({
      name: 'ledger',
      event: 'picture.stored',
      prefetch: 2,
      limitSeconds,
      job: (_payload, signal) => work(signal),
    });
  const effects = async () => (await stand.db.select().from(storageUsage)).map((row) => row.memberId);
  const done = (ids: string[]) =>
    until(async () => {
      const found = await effects();
      return ids.every((id) => found.includes(id));
    }, 15_000);
  const sent = () =>
    until(async () => (await stand.db.select().from(outboxEvents)).every((row) => row.sentAt));

  it('take effect once however often an event is delivered', async () => {
    const pictureId = await stand.commit('picture:a');
    await sent();
    const [row] = await stand.db.select().from(outboxEvents);
    for (let i = 0; i < 3; i += 1)
      await stand.send(queue, { eventId: row?.eventId ?? '', version: 1, content: row?.payload ?? '' });
    start(ledger());
    await until(async () => (await stand.metric('events_handled_total')) > 0);
    await until(async () => (await stand.waiting(queue)) === 0);
    await started[0]?.stop();
    expect(await effects()).toEqual([pictureId]);
    expect(await stand.waiting(dead)).toBe(0);
  });

  it('do again what was done but not acknowledged when the connection broke, and it counts once', async () => {
    let broken = 0;
    undo.push(
      armFailpoint('consume.beforeAck', () => {
        broken += 1;
        if (broken === 1) stand.wire.breakAll();
      }),
    );
    const committed = [await stand.commit('picture:a'), await stand.commit('picture:b')];
    start(ledger());
    await done(committed);
    await until(() => broken >= 3);
    expect((await effects()).sort()).toEqual(committed.sort());
    expect(await stand.db.select().from(processedEvents)).toHaveLength(2);
  });

  it('try again after a pause what failed, all of it or nothing', async () => {
    let tries = 0;
    start(
      ledger(() => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
      }),
    );
    const committed = await stand.commit('picture:a');
    await done([committed]);
    expect(tries).toBe(3);
    expect(await stand.db.select().from(processedEvents)).toHaveLength(1);
  });

  it('take a duplicate key of the effect itself for a failure, not for a repeat', async () => {
    const pictureId = newId();
    await stand.db.transact((tx) => provisionStorage(tx, pictureId));
    start(ledger());
    await stand.commit('picture:a', pictureId);
    await until(async () => (await stand.waiting(dead)) === 1);
    expect(await stand.db.select().from(processedEvents)).toEqual([]);
    await stand.db.delete(storageUsage).where(eq(storageUsage.memberId, pictureId));
    await redriveDead(stand.deps.config, 'ledger', 'all');
    await done([pictureId]);
  });

  it('put poison to the dead letters, let others pass, and do it after the repair and a redrive', async () => {
    let broken = true;
    const poison = newId();
    const consumer = consumeOnce({
      name: 'ledger',
      event: 'picture.stored',
      effect: async (tx, { pictureId }) => {
        if (broken && pictureId === poison) throw new TypeError('poison');
        await tx.insert(storageUsage).values({ memberId: pictureId });
      },
    });
    start(consumer);
    await stand.commit('picture:a', poison);
    const fine = await stand.commit('picture:b');
    await done([fine]);
    await until(async () => (await stand.waiting(dead)) === 1);
    expect(await effects()).toEqual([fine]);
    expect(await redriveDead(stand.deps.config, 'ledger', [newId()])).toEqual({
      moved: 0,
      left: 1,
      tooOld: 0,
    });
    await until(async () => (await stand.waiting(dead)) === 1);
    broken = false;
    expect(await redriveDead(stand.deps.config, 'ledger', 'all')).toEqual({ moved: 1, left: 0, tooOld: 0 });
    await done([poison]);
    await until(async () => (await stand.waiting(dead)) === 0);
  });

  it('keep trying for as long as a service is away', async () => {
    let tries = 0;
    start(
      ledger(() => {
        tries += 1;
        if (tries <= 8) throw new AppError('UNAVAILABLE', 'The store is away.');
      }),
    );
    const committed = await stand.commit('picture:a');
    await done([committed]);
    expect(tries).toBe(9);
  });

  it('put an event of an unknown version aside untouched instead of dropping it', async () => {
    start(ledger());
    const content = JSON.stringify({ pictureId: newId(), memberId: newId(), more: true });
    await sent();
    await until(async () => {
      await stand.send(queue, { eventId: newId(), version: 2, content });
      return (await stand.waiting(dead)) > 0;
    });
    const seen = await stand.tap(dead);
    await until(() => seen.length > 0);
    expect(await effects()).toEqual([]);
  });

  it('put what is no event of theirs aside', async () => {
    await stand.commit('picture:a');
    await sent();
    await stand.send(queue, { eventId: newId(), version: 1, content: '{"pictureId":7}' });
    await stand.send(queue, { eventId: newId(), version: 1, content: 'no JSON' });
    start(ledger());
    await until(async () => (await stand.waiting(dead)) === 2);
    await until(async () => (await effects()).length === 1);
  });

  it('give up a job that takes longer than its limit, and count that against it', async () => {
    const reasons: unknown[] = [];
    start(
      job(async (signal) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        reasons.push(signal.reason);
      }, 0.05),
    );
    await stand.commit('picture:a');
    await until(async () => (await stand.waiting(dead)) === 1);
    expect(reasons).toHaveLength(5);
  });

  it('come back by themselves after the broker was away', async () => {
    start(ledger());
    await done([await stand.commit('picture:a')]);
    await stand.wire.cut();
    const committed = await stand.commit('picture:b');
    await stand.wire.open();
    await done([committed]);
  });

  it('finish what is at work when they stop, and take nothing new', async () => {
    const { promise: leave, resolve: open } = Promise.withResolvers<void>();
    let began = 0;
    const consumers = start(
      job(async () => {
        began += 1;
        await leave;
      }),
    );
    for (let i = 0; i < 5; i += 1) await stand.commit(`picture:${i}`);
    await until(() => began === 2);
    const stopped = consumers.stop();
    open();
    await stopped;
    expect(began).toBe(2);
    await until(async () => (await stand.waiting(queue)) === 3);
  });
});
