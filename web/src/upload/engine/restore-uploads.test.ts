import { expect, test } from 'vitest';
import { aBench, aSource, MemoryRecords, summer } from './testing/bench.ts';
import { apiError, MemoryStore } from './testing/memory-store.ts';

// A page that dies after four of ten parts; the store and what was noted of the upload outlive it.
async function cutOff(source: ReturnType<typeof aSource>, partSize?: number) {
  const store = new MemoryStore();
  const records = new MemoryRecords();
  if (partSize !== undefined) store.partSize = partSize;
  store.answerPut = null;
  const first = aBench({ store, records });
  first.engine.add([source], summer);
  await first.clock.turn(1000);
  for (const put of store.puts.slice(0, 4)) put.answer({ kind: 'stored' });
  await first.clock.turn(1000);
  first.engine.end();
  return { store, records, before: store.puts.length };
}

test('after a reload only the missing parts go, once the same file is chosen again', async () => {
  const { store, records, before } = await cutOff(aSource('film.mp4', 100));
  const second = aBench({ store, records });
  await second.engine.restore();
  expect(second.states()).toEqual({ 'film.mp4': 'missing' });
  expect(second.engine.list.rows()[0]).toMatchObject({ sent: 40, album: summer });
  store.answerPut = () => ({ kind: 'stored' });
  expect(second.engine.adoptAll([aSource('film.mp4', 99), aSource('film.mp4', 100)])).toBe(1);
  await second.clock.turn(5000);
  expect(second.states()).toEqual({ 'film.mp4': 'done' });
  expect(store.puts.slice(before).map((put) => put.part)).toEqual([5, 6, 7, 8, 9, 10]);
  expect(records.kept.size).toBe(0);
});

test('another file of the same name, size and date is not mixed with what the store holds', async () => {
  const large = 20 * 2 ** 20;
  // The smaller one was read to its end before, of the larger one only its ends are known.
  for (const [size, partSize] of [[100, 10] as const, [large, large / 10] as const]) {
    const { store, records, before } = await cutOff(
      aSource('film.mp4', size, { content: 'first' }),
      partSize,
    );
    const second = aBench({ store, records });
    await second.engine.restore();
    store.answerPut = () => ({ kind: 'stored' });
    second.engine.adoptAll([aSource('film.mp4', size, { content: 'other' })]);
    await second.clock.turn(5000);
    expect(second.states()).toEqual({ 'film.mp4': 'done' });
    expect(store.puts.slice(before).map((put) => [put.ticketId, put.part])).toEqual(
      Array.from({ length: 10 }, (_, index) => ['ticket-2', index + 1]),
    );
    expect(store.abandoned).toEqual(['ticket-1']);
  }
});

test('after a reload what had arrived is committed without being chosen again', async () => {
  const store = new MemoryStore();
  const records = new MemoryRecords();
  const first = aBench({ store, records });
  first.engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6)], summer);
  store.faults.push({ on: 'commitUploads', error: apiError('UNAVAILABLE', 90_000) });
  await first.clock.turn(2000);
  first.engine.end();
  expect(records.kept.size).toBe(2);

  const second = aBench({ store, records });
  await second.engine.restore();
  expect(second.engine.list.rows()).toEqual([]);
  expect([...store.tickets.values()].map((ticket) => ticket.state)).toEqual(['committed', 'committed']);
  expect(records.kept.size).toBe(0);
});
