import { expect, test } from 'vitest';
import { aBench, aSource, summer } from './testing/bench.ts';

test('one file can be paused, resumed and cancelled', async () => {
  const { clock, engine, store, idOf, states } = aBench();
  store.answerPut = null;
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6)], summer);
  await clock.turn(1000);
  engine.pause(idOf('a.jpg'));
  expect(states()).toMatchObject({ 'a.jpg': 'paused', 'b.jpg': 'uploading' });
  engine.resume(idOf('a.jpg'));
  await clock.turn(1000);
  expect(store.puts).toHaveLength(3);
  engine.cancel(idOf('b.jpg'));
  store.puts[2]?.answer({ kind: 'stored' });
  await clock.turn(1000);
  expect(states()).toEqual({ 'a.jpg': 'done', 'b.jpg': 'cancelled' });
  expect(store.abandoned).toEqual(['ticket-2']);
});

test('pausing all stops the bytes, and resuming goes on without sending finished parts again', async () => {
  const { clock, engine, store, states } = aBench();
  store.answerPut = null;
  engine.add([aSource('film.mp4', 100)], summer);
  await clock.turn(1000);
  for (const put of store.puts.slice(0, 3)) put.answer({ kind: 'stored' });
  await clock.turn(100);
  engine.pauseAll();
  await clock.turn(1000);
  expect(states()).toEqual({ 'film.mp4': 'paused' });
  expect(engine.snapshot()).toMatchObject({ halt: 'paused', sentBytes: 30 });
  const before = store.puts.length;
  store.answerPut = () => ({ kind: 'stored' });
  engine.resumeAll();
  await clock.turn(5000);
  expect(states()).toEqual({ 'film.mp4': 'done' });
  expect(store.puts.slice(before).map((put) => put.part)).toEqual([4, 5, 6, 7, 8, 9, 10]);
});

test('offline pauses by itself and goes on by itself', async () => {
  const { clock, engine, store, setOnline, stateOf } = aBench();
  store.answerPut = null;
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(1000);
  setOnline(false);
  expect(stateOf('a.jpg')).toEqual({ name: 'paused', by: 'offline' });
  expect(engine.snapshot().halt).toBe('offline');
  store.answerPut = () => ({ kind: 'stored' });
  await clock.turn(60_000);
  expect(store.puts).toHaveLength(1);
  setOnline(true);
  await clock.turn(1000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('cancelling all gives every ticket back', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  engine.add(
    Array.from({ length: 30 }, (_, index) => aSource(`${index}.jpg`, 5)),
    summer,
  );
  await clock.turn(1000);
  engine.cancelAll();
  await clock.turn(1000);
  expect(engine.snapshot()).toMatchObject({ files: 0, bytes: 0, sentBytes: 0, isMoving: false });
  expect(store.abandoned).toHaveLength(store.tickets.size);
});

test('all that failed is tried again with one word', async () => {
  const { clock, engine, store, states } = aBench();
  store.answerPut = () => ({ kind: 'refused', status: 400, code: 'EntityTooSmall', retryAfterMs: null });
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6)], summer);
  await clock.turn(5_000);
  expect(states()).toEqual({ 'a.jpg': 'failed', 'b.jpg': 'failed' });
  store.answerPut = () => ({ kind: 'stored' });
  engine.retryAll();
  await clock.turn(5_000);
  expect(states()).toEqual({ 'a.jpg': 'done', 'b.jpg': 'done' });
});
