import { expect, test } from 'vitest';
import { aBench, aSource, summer } from './testing/bench.ts';
import { groupOf } from './upload-state.ts';

test('a file goes the whole way and ends as a picture', async () => {
  const { clock, engine, store, stateOf } = aBench();
  const arrivals: string[] = [];
  engine.onArrival((arrival) => arrivals.push(arrival.pictureId));
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(1000);
  expect(stateOf('a.jpg')).toEqual({ name: 'done', pictureId: 'picture-of-ticket-1' });
  expect(store.requested[0]?.[0]).toMatchObject({
    filename: 'a.jpg',
    contentType: 'image/jpeg',
    sha256: 'hash of a.jpg',
  });
  expect(arrivals).toEqual(['picture-of-ticket-1']);
  expect(engine.snapshot()).toMatchObject({ bytes: 5, sentBytes: 5, isMoving: false, halt: null });
});

test('what cannot be taken is refused before a byte moves, each with its reason', async () => {
  const { clock, engine, store, stateOf } = aBench();
  const sources = [
    aSource('notes.txt', 4, { type: 'text/plain' }),
    aSource('empty.jpg', 0),
    aSource('huge.mp4', 1, { size: 2 ** 31 }),
    aSource(`${'n'.repeat(300)}.jpg`, 4),
  ];
  engine.add(sources, summer);
  await clock.turn(5000);
  expect(sources.map(({ name }) => stateOf(name))).toEqual([
    { name: 'refused', reason: 'unsupported-type' },
    { name: 'refused', reason: 'empty-file' },
    { name: 'refused', reason: 'too-large' },
    { name: 'refused', reason: 'invalid-name' },
  ]);
  expect(store.requested).toEqual([]);
});

test('a few rows are those that stand there among all, and one stays the same until its file changes', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  engine.add([aSource('notes.txt', 4, { type: 'text/plain' }), aSource('done.jpg', 3)], summer);
  engine.add(
    Array.from({ length: 20 }, (_, index) => aSource(`${index}.jpg`, 10 + index)),
    summer,
  );
  await clock.turn(1_000);
  store.puts.find(({ size }) => size === 3)?.answer({ kind: 'stored' });
  await clock.turn(3_000);
  const all = engine.list.rows();
  const order = ['refused', ...Array(6).fill('uploading'), ...Array(14).fill('queued'), 'done'];
  expect(all.map(({ state }) => (groupOf(state.name) === 'queued' ? 'queued' : state.name))).toEqual(order);
  expect(engine.list.rowCount).toBe(22);
  for (const [first, count] of [
    [0, 3],
    [5, 4],
    [19, 10],
    [22, 5],
  ] as const) {
    const few = engine.list.rows(first, count);
    expect(few).toEqual(all.slice(first, first + count));
    expect(few.every((row, index) => row === all[first + index])).toBe(true);
  }
  engine.pause(all[1]?.id ?? '');
  await clock.turn(100);
  const paused = engine.list.rows().find(({ id }) => id === all[1]?.id);
  expect(paused?.state).toEqual({ name: 'paused', by: 'person' });
  expect(engine.list.rowsOf('active').map(({ id }) => id)).not.toContain(paused?.id);
});

test('a file is too large by the server’s own word, though it came before that was known', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.largestFileBytes = 50;
  engine.add([aSource('fits.jpg', 50), aSource('huge.mp4', 51)], summer);
  expect(engine.snapshot().largestFileBytes).toBeNull();
  await clock.turn(1000);
  expect(stateOf('fits.jpg')?.name).toBe('done');
  expect(stateOf('huge.mp4')).toEqual({ name: 'refused', reason: 'too-large' });
  expect(store.requested.flat().map((file) => file.filename)).toEqual(['fits.jpg']);
  expect(engine.snapshot().largestFileBytes).toBe(50);
});

test('what the space cannot hold is refused soon after the drop, the largest first', async () => {
  const { clock, engine, store, states } = aBench();
  store.answerPut = null;
  store.room = { limitBytes: 200, usedBytes: 100, reservedBytes: 20 };
  store.multipartAbove = 1000;
  // Six small ones hold the connections, so that the others still wait for their tickets.
  engine.pauseAll();
  engine.add([aSource('big.mov', 70), aSource('small.jpg', 30), aSource('middle.jpg', 45)], summer);
  await clock.turn(1000);
  expect(states()).toEqual({ 'big.mov': 'refused', 'small.jpg': 'waiting', 'middle.jpg': 'waiting' });
});

test('the smallest files go first and never more than six at once', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  engine.pauseAll();
  engine.add(
    Array.from({ length: 20 }, (_, index) => aSource(`${20 - index}.jpg`, 20 - index)),
    summer,
  );
  engine.resumeAll();
  await clock.turn(500);
  expect(store.puts.map((put) => put.size).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  store.puts[0]?.answer({ kind: 'stored' });
  await clock.turn(0);
  expect(store.puts).toHaveLength(7);
});

test('tickets are asked for in batches of a hundred at most, just ahead of need', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  engine.pauseAll();
  engine.add(
    Array.from({ length: 400 }, (_, index) => aSource(`${index}.jpg`, 20)),
    summer,
  );
  engine.resumeAll();
  await clock.turn(2000);
  expect(Math.max(...store.requested.map((files) => files.length))).toBeLessThanOrEqual(100);
  const tickets = store.requested.reduce((sum, files) => sum + files.length, 0);
  expect(tickets).toBeLessThan(200);
});

test('however many tickets come, six small files at most are open beside those that move', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  const openings = new Map<string, number>();
  const sources = Array.from({ length: 150 }, (_, index) => {
    const source = aSource(`${index}.jpg`, 1 + (index % 8));
    const open = () => {
      openings.set(source.name, (openings.get(source.name) ?? 0) + 1);
      return source.open();
    };
    return { ...source, open };
  });
  // The first time each is read for its checksum.
  const openToSend = () => [...openings.values()].filter((times) => times > 1).length;
  engine.add(sources, summer);
  await clock.turn(2_000);
  expect(engine.snapshot().byState).toMatchObject({ uploading: 6 });
  expect(engine.snapshot().byState.ticketed).toBeGreaterThan(12);
  expect(openToSend()).toBe(12);
  store.puts[0]?.answer({ kind: 'stored' });
  await clock.turn(0);
  expect(openToSend()).toBe(13);
  store.answerPut = () => ({ kind: 'stored' });
  for (const put of store.puts) put.answer({ kind: 'stored' });
  await clock.turn(10_000);
  expect(engine.snapshot().byState.done).toBe(150);
});

test('a file that is paused or cancelled while it waits for its turn leaves it to the next', async () => {
  const { clock, engine, store, idOf } = aBench();
  store.answerPut = null;
  engine.add(
    Array.from({ length: 20 }, (_, index) => aSource(`${index}.jpg`, 1 + index)),
    summer,
  );
  await clock.turn(2_000);
  for (let index = 6; index < 14; index += 1) engine.pause(idOf(`${index}.jpg`));
  for (let index = 14; index < 18; index += 1) engine.cancel(idOf(`${index}.jpg`));
  for (const put of store.puts) put.answer({ kind: 'stored' });
  store.answerPut = () => ({ kind: 'stored' });
  await clock.turn(5_000);
  expect(engine.snapshot().byState).toMatchObject({ done: 8, paused: 8, cancelled: 4 });
  engine.resumeAll();
  await clock.turn(5_000);
  expect(engine.snapshot().byState).toMatchObject({ done: 16, cancelled: 4 });
});

test('four hundred files arrive, none twice', async () => {
  const { clock, engine, store } = aBench();
  engine.add(
    Array.from({ length: 400 }, (_, index) => aSource(`${index}.jpg`, 1 + (index % 60))),
    summer,
  );
  await clock.turn(60_000);
  expect(engine.snapshot().byState.done).toBe(400);
  const bodies = store.puts.map((put) => `${put.ticketId}/${put.part}`);
  expect(new Set(bodies).size).toBe(bodies.length);
  expect(store.tickets.size).toBe(400);
});

test('where checksums cannot keep up with the line, files go without for a while', async () => {
  const { clock, engine, store } = aBench({ hashMs: 800 });
  store.multipartAbove = 100;
  engine.add(
    Array.from({ length: 60 }, (_, index) => aSource(`${index}.jpg`, 20 + index)),
    summer,
  );
  await clock.turn(30_000);
  expect(engine.snapshot().byState.done).toBe(60);
  const hashes = store.requested.flat().map((file) => file.sha256);
  expect(hashes.slice(0, 2)).toEqual(['hash of 0.jpg', 'hash of 1.jpg']);
  expect(hashes.filter((hash) => hash === null).length).toBeGreaterThan(50);
});

test('the end of an upload is shown at once, however dear showing it was before', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = null;
  engine.list.subscribe(() => clock.pass(200));
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(5_000);
  engine.list.touch();
  store.puts[0]?.answer({ kind: 'stored' });
  let wasDoneAt = Number.POSITIVE_INFINITY;
  let shownAt = Number.POSITIVE_INFINITY;
  engine.onArrival(() => {
    wasDoneAt = clock.now();
  });
  engine.list.subscribe(() => {
    if (engine.snapshot().byState.done === 1) shownAt = Math.min(shownAt, clock.now());
  });
  await clock.turn(5_000);
  expect(shownAt - wasDoneAt).toBeLessThan(300);
});

test('the same file chosen twice goes once, unless the person says so', async () => {
  const { clock, engine, store, idOf } = aBench();
  store.answerPut = null;
  engine.add([aSource('a.jpg', 5)], summer);
  engine.add([aSource('a.jpg', 5)], summer);
  await clock.turn(1000);
  expect(engine.list.rows().map((row) => row.state.name)).toEqual(['uploading', 'duplicate']);
  engine.retry(engine.list.rows()[1]?.id ?? '');
  await clock.turn(1000);
  expect(store.puts).toHaveLength(2);
  expect(idOf('a.jpg')).not.toBe('');
});

test('a file that changed on the disk fails with that reason', async () => {
  const { clock, engine, stateOf } = aBench();
  engine.add([aSource('a.jpg', 5, { open: async () => new Blob(['another size']) })], summer);
  await clock.turn(1000);
  expect(stateOf('a.jpg')).toEqual({ name: 'failed', reason: 'file-changed', retryable: false });
});

test('a file that cannot be read any more fails with that reason and can be tried again', async () => {
  const { clock, engine, idOf, stateOf } = aBench();
  let isThere = false;
  const open = async () => {
    if (!isThere) throw new DOMException('gone', 'NotFoundError');
    return new Blob([new Uint8Array(5)]);
  };
  engine.add([aSource('a.jpg', 5, { open })], summer);
  await clock.turn(1000);
  expect(stateOf('a.jpg')).toEqual({ name: 'failed', reason: 'file-unreadable', retryable: true });
  isThere = true;
  engine.retry(idOf('a.jpg'));
  await clock.turn(1000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});
