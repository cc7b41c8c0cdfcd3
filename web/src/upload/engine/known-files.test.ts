import { expect, test } from 'vitest';
import { aBench, aSource, summer } from './testing/bench.ts';
import { apiError, MemoryStore } from './testing/memory-store.ts';

const winter = { id: 'album-2', name: 'Winter' };
const there = { pictureId: 'picture-1', albumId: 'album-9' };

/** A store whose member has one picture, five bytes long. */
function aStoreWithBeach(): MemoryStore {
  const store = new MemoryStore();
  store.library.set('hash of beach', { ...there, byteSize: 5 });
  return store;
}

test('a file that the library has is recognised before a byte moves, and waits for the person', async () => {
  const { clock, engine, store, stateOf, records } = aBench({ store: aStoreWithBeach() });
  engine.add([aSource('IMG_1.jpg', 5, { content: 'beach' }), aSource('IMG_2.jpg', 6)], summer);
  await clock.turn(5_000);
  expect(stateOf('IMG_1.jpg')).toEqual({ name: 'known', picture: there });
  expect(stateOf('IMG_2.jpg')?.name).toBe('done');
  expect(store.requested.flat().map((file) => file.filename)).toEqual(['IMG_2.jpg']);
  // Nobody needs to go on with it after a reload: its picture is safe.
  expect(records.kept.size).toBe(0);
  expect(engine.snapshot()).toMatchObject({ bytes: 6, isMoving: false });
});

test('only files of a size that the library has are compared with it', async () => {
  const { clock, engine, store } = aBench({ store: aStoreWithBeach() });
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 6), aSource('c.jpg', 7)], summer);
  await clock.turn(5_000);
  expect(store.sizesAsked).toEqual([[5, 6, 7]]);
  expect(store.hashesAsked).toEqual([['hash of a.jpg']]);
  expect(engine.snapshot().byState.done).toBe(3);
});

test('however large it is and however fast the line, a file that may be there is read to its end first', async () => {
  const { clock, engine, store, stateOf } = aBench({ hashMs: 800 });
  // Past what is read beforehand of files that cannot be there.
  const size = 2 ** 21;
  store.library.set('hash of film', { ...there, byteSize: size });
  engine.add(
    [
      ...Array.from({ length: 40 }, (_, index) => aSource(`${index}.jpg`, 20 + index)),
      aSource('film.mp4', size, { content: 'film' }),
      aSource('other.mp4', size + 1),
    ],
    summer,
  );
  store.multipartAbove = 2 ** 22;
  await clock.turn(60_000);
  expect(stateOf('film.mp4')).toEqual({ name: 'known', picture: there });
  expect(stateOf('other.mp4')?.name).toBe('done');
  expect(store.requested.flat().find((file) => file.filename === 'other.mp4')?.sha256).toBeNull();
});

test('files of one size are compared many at a time', async () => {
  const { clock, engine, store } = aBench({ hashMs: 10 });
  // While the first ones are sent.
  store.answerPut = null;
  engine.add(
    Array.from({ length: 200 }, (_, index) => aSource(`${index}.jpg`, 5)),
    summer,
  );
  await clock.turn(10_000);
  expect(store.hashesAsked.flat()).toHaveLength(200);
  expect(store.hashesAsked.length).toBeLessThan(20);
});

test('the person decides once for all, also for those that turn up later', async () => {
  for (const decision of ['skip', 'add'] as const) {
    const { clock, engine, store, stateOf } = aBench({ store: aStoreWithBeach() });
    store.library.set('hash of hill', { ...there, byteSize: 6 });
    store.answerPut = null;
    engine.add([aSource('new.jpg', 9), aSource('beach.jpg', 5, { content: 'beach' })], summer);
    await clock.turn(2_000);
    engine.known.decide(decision);
    engine.add([aSource('hill.jpg', 6, { content: 'hill' })], summer);
    await clock.turn(2_000);
    const expected = decision === 'skip' ? { name: 'duplicate', picture: there } : { name: 'uploading' };
    expect(stateOf('beach.jpg')).toEqual(expected);
    expect(stateOf('hill.jpg')).toEqual(expected);
    expect(engine.snapshot().byState.known).toBe(0);
  }
});

test('another upload has a question of its own', async () => {
  const { clock, engine, stateOf } = aBench({ store: aStoreWithBeach() });
  engine.add([aSource('first.jpg', 5, { content: 'beach' })], summer);
  await clock.turn(2_000);
  engine.known.decide('skip');
  await clock.turn(2_000);
  engine.add([aSource('second.jpg', 5, { content: 'beach' })], summer);
  await clock.turn(2_000);
  expect(stateOf('second.jpg')?.name).toBe('known');
});

test('one file can be left out or added by itself', async () => {
  const { clock, engine, stateOf, idOf } = aBench({ store: aStoreWithBeach() });
  const same = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => aSource(name, 5, { content: 'beach' }));
  engine.add(same, summer);
  await clock.turn(2_000);
  engine.known.skip(idOf('a.jpg'));
  engine.retry(idOf('b.jpg'));
  await clock.turn(2_000);
  expect(stateOf('a.jpg')?.name).toBe('duplicate');
  expect(stateOf('b.jpg')?.name).toBe('done');
  expect(stateOf('c.jpg')?.name).toBe('known');
  engine.retry(idOf('a.jpg'));
  await clock.turn(2_000);
  expect(stateOf('a.jpg')?.name).toBe('done');
});

test('the same bytes twice in one drop are sent once, under whatever names and for whatever albums', async () => {
  const { clock, engine, store, states } = aBench();
  engine.add([aSource('a.jpg', 5, { content: 'same' }), aSource('other.jpg', 5)], summer);
  engine.add([aSource('a (1).jpg', 5, { content: 'same' })], winter);
  await clock.turn(5_000);
  expect(Object.values(states()).sort()).toEqual(['done', 'done', 'known']);
  expect(store.requested.flat()).toHaveLength(2);
});

test('a twin is recognised although the first one went without a checksum', async () => {
  const { clock, engine, store, stateOf } = aBench();
  store.answerPut = null;
  const size = 2 ** 21;
  engine.add([aSource('film.mp4', size, { content: 'film' })], summer);
  await clock.turn(2_000);
  expect(stateOf('film.mp4')?.name).toBe('uploading');
  engine.add([aSource('copy.mp4', size, { content: 'film' }), aSource('other.mp4', size)], winter);
  await clock.turn(2_000);
  expect(stateOf('copy.mp4')).toEqual({ name: 'known', picture: null });
  expect(stateOf('other.mp4')?.name).not.toBe('known');
});

test('the twin of a file that did not arrive is sent', async () => {
  const { clock, engine, store, stateOf, idOf } = aBench();
  store.answerPut = null;
  engine.add([aSource('a.jpg', 5, { content: 'same' })], summer);
  await clock.turn(2_000);
  engine.cancel(idOf('a.jpg'));
  engine.add([aSource('b.jpg', 5, { content: 'same' })], summer);
  await clock.turn(2_000);
  expect(stateOf('b.jpg')?.name).toBe('uploading');
});

test('a file chosen again names the picture that it has become', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = ({ size }) => (size === 9 ? { kind: 'lost' } : { kind: 'stored' });
  engine.add([aSource('a.jpg', 5), aSource('slow.jpg', 9)], summer);
  await clock.turn(2_000);
  engine.add([aSource('a.jpg', 5)], summer);
  expect(engine.list.rows().find((row) => row.state.name === 'duplicate')?.state).toMatchObject({
    picture: { albumId: summer.id },
  });
});

test('where the library cannot be asked, files are sent all the same', async () => {
  const { clock, engine, store, states } = aBench({ store: aStoreWithBeach() });
  store.faults.push(
    ...Array.from({ length: 5 }, () => ({ on: 'picturesByHash' as const, error: apiError('SERVER') })),
  );
  store.faults.push(
    ...Array.from({ length: 5 }, () => ({ on: 'limits' as const, error: apiError('SERVER') })),
  );
  engine.add([aSource('beach.jpg', 5, { content: 'beach' }), aSource('new.jpg', 6)], summer);
  await clock.turn(120_000);
  expect(states()).toEqual({ 'beach.jpg': 'done', 'new.jpg': 'done' });
});

test('files that may be there already are not refused for want of room', async () => {
  const { clock, engine, store, stateOf } = aBench({ store: aStoreWithBeach() });
  store.room = { limitBytes: 104, usedBytes: 100, reservedBytes: 0 };
  store.multipartAbove = 1000;
  store.refuse = () => 'QUOTA_EXCEEDED';
  engine.add([aSource('beach.jpg', 5, { content: 'beach' }), aSource('new.jpg', 6)], summer);
  await clock.turn(2_000);
  expect(stateOf('beach.jpg')?.name).toBe('known');
  expect(stateOf('new.jpg')).toEqual({ name: 'refused', reason: 'over-quota' });
});

test('a file that is being compared can be paused and goes on to the answer', async () => {
  const { clock, engine, store, stateOf, idOf } = aBench({ store: aStoreWithBeach() });
  store.faults.push({ on: 'picturesByHash', error: apiError('NETWORK') });
  engine.add([aSource('beach.jpg', 5, { content: 'beach' })], summer);
  await clock.turn(100);
  expect(stateOf('beach.jpg')?.name).toBe('comparing');
  engine.pause(idOf('beach.jpg'));
  await clock.turn(5_000);
  expect(stateOf('beach.jpg')).toEqual({ name: 'paused', by: 'person' });
  engine.resume(idOf('beach.jpg'));
  await clock.turn(5_000);
  expect(stateOf('beach.jpg')?.name).toBe('known');
});
