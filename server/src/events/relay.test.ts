import { crc32 } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { armFailpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { type EventsStand, standUpEvents } from '../testing/events-stand.ts';
import { until } from '../testing/wire.ts';
import { measureOutbox } from './measure-outbox.sweep.ts';
import { outboxEvents, outboxPartitions } from './outbox.table.ts';
import { PARTS, record } from './outbox.ts';
import { pruneEvents } from './prune.sweep.ts';
import { redriveParked } from './redrive.ts';
import { type Relay, startRelay } from './relay.ts';
import { namesOf } from './topology.ts';
import { onRecorded, onRecordedElsewhere, wakeOtherRelays } from './wake.ts';

/** Another aggregate of the same share, which is looked at together with it. */
function besides(aggregate: string): string {
  const share = (name: string) => crc32(name) % PARTS;
  for (let n = 0; ; n += 1) if (share(`${n}`) === share(aggregate)) return `${n}`;
}

describe('the relay', () => {
  let stand: EventsStand;
  let relays: Relay[];
  let undo: (() => void)[];
  let queue: string;

  beforeEach(async () => {
    stand = await standUpEvents();
    queue = namesOf(stand.topology.prefix).queue('ledger');
    relays = [];
    undo = [];
  });
  afterEach(async () => {
    for (const action of undo) action();
    await Promise.all(relays.map((relay) => relay.stop()));
    await stand.close();
  });

  const relay = (topology = stand.topology) => {
    const started = startRelay(stand.deps, topology);
    relays.push(started);
    return started;
  };
  const rows = () => stand.db.select().from(outboxEvents).orderBy(outboxEvents.id);
  const allSent = () => until(async () => (await rows()).every((row) => row.sentAt));

  it('sends what was committed, and nothing of what was rolled back', async () => {
    const kept = await stand.commit('picture:a');
    const payload = { pictureId: newId(), memberId: newId() };
    const rolledBack = stand.db.transact(async (tx) => {
      await record(tx, { type: 'picture.stored', aggregate: 'picture:b', payload });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    relay();
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => seen.length > 0);
    expect(seen.map((message) => message.pictureId)).toEqual([kept]);
  });

  it('sends what was committed while the broker was away, once it is back, by itself', async () => {
    await stand.wire.cut();
    relay();
    const committed: string[] = [];
    for (let i = 0; i < 30; i += 1) committed.push(await stand.commit('picture:a'));
    expect((await rows()).filter((row) => row.sentAt || row.attempts > 0)).toEqual([]);
    await stand.wire.open();
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => seen.length >= 30);
    expect(seen.map((message) => message.pictureId)).toEqual(committed);
  });

  it('sends again what never arrived because the connection broke under it', async () => {
    relay();
    await stand.commit('picture:a');
    await allSent();
    let cut = false;
    undo.push(
      armFailpoint('relay.afterRead', async () => {
        if (cut) return;
        cut = true;
        await stand.wire.cut();
      }),
    );
    const committed = await Promise.all([stand.commit('picture:a'), stand.commit('picture:b')]);
    await until(() => cut);
    await stand.wire.open();
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => committed.every((id) => seen.some((message) => message.pictureId === id)));
  }, 30_000);

  it('goes on after the broker fell silent in the middle of a batch', async () => {
    relay();
    await stand.commit('picture:a');
    await allSent();
    stand.wire.freeze(true);
    const committed = await Promise.all(Array.from({ length: 20 }, (_, i) => stand.commit(`picture:${i}`)));
    await until(async () => (await stand.waiting(queue)) > 1);
    expect((await rows()).filter((row) => !row.sentAt)).toHaveLength(20);
    await until(() => stand.wire.connections > 1);
    stand.wire.freeze(false);
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => committed.every((id) => seen.some((message) => message.pictureId === id)));
  }, 30_000);

  it('keeps the order of each aggregate with three relays at work', async () => {
    const aggregates = Array.from({ length: 12 }, (_, i) => `picture:${i}`);
    relays = [relay(), relay(), relay()];
    const committed = new Map<string, string[]>();
    await Promise.all(
      aggregates.map(async (aggregate) => {
        const ids: string[] = [];
        committed.set(aggregate, ids);
        for (let i = 0; i < 40; i += 1) ids.push(await stand.commit(aggregate));
      }),
    );
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => new Set(seen.map((message) => message.eventId)).size === 480);
    for (const aggregate of aggregates) {
      const order = seen
        .filter((message) => message.aggregate === aggregate)
        .map((message) => message.pictureId);
      expect([...new Set(order)]).toEqual(committed.get(aggregate));
    }
    // Without a fault no two of them sent the same.
    expect(await stand.metric('outbox_fenced_total')).toBe(0);
    expect(seen).toHaveLength(480);
  }, 30_000);

  it('does not take an acknowledged event for delivered where no queue took it, and holds its aggregate only', async () => {
    const payload = { albumId: newId(), memberId: newId() };
    await stand.db.transact((tx) => record(tx, { type: 'album.deleted', aggregate: 'member:a', payload }));
    await stand.commit('member:a');
    await stand.commit('member:b');
    relay();
    await until(async () => (await stand.metric('outbox_refused_total')) > 0);
    await until(async () => (await rows())[2]?.sentAt !== null);
    const [unroutable, behind] = await rows();
    expect(unroutable).toMatchObject({ sentAt: null, lastError: 'No queue takes album.deleted.' });
    expect(behind).toMatchObject({ sentAt: null, attempts: 0 });
    // It is left alone until its time comes, however much else is sent.
    await stand.db
      .update(outboxEvents)
      .set({ nextAt: sql`now(6) + interval 1 hour`, attempts: 7 })
      .where(sql`attempts > 0`);
    await stand.commit(besides('member:a'));
    await until(async () => (await rows())[3]?.sentAt !== null);
    expect((await rows()).slice(0, 2)).toMatchObject([{ attempts: 7 }, { sentAt: null, attempts: 0 }]);
  });

  it('declares a queue again that was removed under it', async () => {
    relay();
    await stand.commit('picture:a');
    await allSent();
    await stand.removeQueue(queue);
    const committed = await stand.commit('picture:a');
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => seen.length > 0);
    expect(seen.map((message) => message.pictureId)).toEqual([committed]);
  });

  it('parks an event after twenty refusals, keeps its aggregate waiting, and sends both on redrive', async () => {
    const payload = { albumId: newId(), memberId: newId() };
    await stand.db.transact((tx) => record(tx, { type: 'album.deleted', aggregate: 'member:a', payload }));
    await stand.commit('member:a');
    await stand.db.update(outboxEvents).set({ attempts: 19 }).where(sql`type = 'album.deleted'`);
    const first = relay();
    await until(async () => (await rows())[0]?.parkedAt !== null);
    await stand.commit(besides('member:a'));
    await until(async () => (await rows())[2]?.sentAt !== null);
    expect((await rows()).slice(0, 2)).toMatchObject([{ attempts: 20 }, { sentAt: null }]);
    await measureOutbox(stand.deps);
    expect([await stand.metric('outbox_unsent'), await stand.metric('outbox_parked')]).toEqual([2, 1]);
    await first.stop();
    relay({ ...stand.topology, consumers: { ...stand.topology.consumers, albums: 'album.deleted' } });
    const albums = namesOf(stand.topology.prefix).queue('albums');
    await until(() => stand.metric('outbox_refused_total').then((n) => n > 0));
    expect(await redriveParked(stand.db, 'all')).toBe(1);
    await allSent();
    expect(await stand.waiting(queue)).toBe(2);
    await stand.removeQueue(albums);
  });

  it('writes nothing under a lease that another relay took meanwhile', async () => {
    let paused: (() => void) | undefined;
    const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
    undo.push(
      armFailpoint('relay.afterConfirm', async () => {
        if (paused) return;
        paused = resume;
        await resumed;
      }),
    );
    await stand.commit('picture:a');
    relay();
    await until(() => paused !== undefined);
    await stand.db.update(outboxPartitions).set({ leaseUntil: sql`now(6) - interval 1 second` });
    relay();
    await allSent();
    const before = await rows();
    resume();
    await until(async () => (await stand.metric('outbox_fenced_total')) === 1);
    expect(await rows()).toEqual(before);
  });

  it('sends again what it sent before it fell over, once its lease is over', async () => {
    let fell = false;
    undo.push(
      armFailpoint('relay.afterConfirm', () => {
        if (fell) return;
        fell = true;
        throw new Error('fell over');
      }),
    );
    const committed = await stand.commit('picture:a');
    relay();
    await until(() => fell);
    await stand.db.update(outboxPartitions).set({ leaseUntil: sql`now(6) - interval 1 second` });
    await allSent();
    const seen = await stand.tap(queue);
    await until(() => seen.length >= 2);
    expect(seen.map((message) => message.pictureId)).toEqual([committed, committed]);
  });

  it('holds no database connection while it waits for the broker', async () => {
    relay();
    await stand.commit('picture:a');
    await allSent();
    stand.wire.freeze(true);
    await stand.commit('picture:a');
    await until(async () => (await stand.waiting(queue)) === 2);
    const { pool } = stand.db.pool;
    expect(Reflect.get(pool, '_allConnections').length - Reflect.get(pool, '_freeConnections').length).toBe(
      0,
    );
    stand.wire.freeze(false);
    await allSent();
  });

  it('is woken by a commit in another process, far sooner than by its own half second', async () => {
    const [publisher, subscriber] = [
      new Redis(process.env.REDIS_URL ?? ''),
      new Redis(process.env.REDIS_URL ?? ''),
    ];
    const prefix = { REDIS_PREFIX: `t${newId()}:` };
    const started = relay();
    undo.push(wakeOtherRelays(publisher, prefix));
    onRecordedElsewhere(subscriber, prefix, () => started.wake());
    await stand.commit('picture:first');
    await allSent();
    const times: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      const startedAt = performance.now();
      await stand.commit(`picture:${i}`);
      await until(async () => (await stand.waiting(queue)) === i + 2);
      times.push(performance.now() - startedAt);
    }
    publisher.disconnect();
    subscriber.disconnect();
    expect(times.sort((a, b) => a - b)[7]).toBeLessThan(200);
  });

  it('forgets what was sent a week ago, and nothing that waits', async () => {
    relay();
    await stand.commit('picture:old');
    await stand.commit('picture:new');
    await allSent();
    const weekAgo = sql`now(6) - interval 8 day`;
    await stand.db.update(outboxEvents).set({ sentAt: weekAgo }).where(sql`aggregate = 'picture:old'`);
    await Promise.all(relays.splice(0).map((running) => running.stop()));
    await stand.commit('picture:waiting');
    await stand.db.update(outboxEvents).set({ createdAt: weekAgo });
    expect(await pruneEvents(stand.db)).toBe(1);
    expect((await rows()).map((row) => row.aggregate)).toEqual(['picture:new', 'picture:waiting']);
  });

  it('tells of a commit only after it', async () => {
    let told = 0;
    undo.push(
      onRecorded(() => {
        told += 1;
      }),
    );
    await stand.db.transact(async (tx) => {
      const payload = { pictureId: newId(), memberId: newId() };
      await record(tx, { type: 'picture.stored', aggregate: 'picture:a', payload });
      expect(told).toBe(0);
    });
    expect(told).toBe(1);
  });
});
