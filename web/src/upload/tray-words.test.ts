import { expect, test } from 'vitest';
import { createFormat } from '../i18n/format.ts';
import { createTranslate } from '../i18n/I18n.tsx';
import { aBench, aSource, summer } from './engine/testing/bench.ts';
import { splitName } from './middle-ellipsis.ts';
import { haltWords, stateWords } from './row-words.ts';
import { albumNameOf } from './sources/album-name-of.ts';
import { sumsOf, titleOf } from './tray-title.ts';

const en = createTranslate('en', createFormat('en'));
const ko = createTranslate('ko', createFormat('ko'));

test('every refusal is said in words that tell what to do', async () => {
  const { clock, engine, store } = aBench();
  store.refuse = () => 'QUOTA_EXCEEDED';
  const sources = [
    aSource('notes.txt', 4, { type: 'text/plain' }),
    aSource('empty.jpg', 0),
    aSource('huge.mp4', 1, { size: 2 ** 31 }),
    aSource(`${'n'.repeat(300)}.jpg`, 4),
    aSource('one-too-many.jpg', 4),
  ];
  engine.add(sources, summer);
  await clock.turn(1000);
  const words = new Map(engine.list.rows().map((row) => [row.name, stateWords(en, row, null, 10 * 2 ** 30)]));
  expect(sources.map(({ name }) => words.get(name))).toEqual([
    'Not a photo or video',
    'This file is empty',
    'Too large: 10\u00a0GB is the most',
    'Please give it another name',
    'Not enough storage left',
  ]);
  expect(titleOf(ko, sumsOf(engine.snapshot()))).toBe('5개를 올리지 못했어요');
});

test('what is there already is told with what can be done about it', async () => {
  const { clock, engine, store } = aBench();
  const picture = { pictureId: 'picture-1', albumId: 'album-9' };
  for (const name of ['a.jpg', 'b.jpg']) store.library.set(`hash of ${name}`, { ...picture, byteSize: 5 });
  engine.add([aSource('a.jpg', 5), aSource('b.jpg', 5)], summer);
  await clock.turn(2000);
  const rowWords = () => engine.list.rows().map((row) => stateWords(en, row, null, null));
  expect(rowWords()).toEqual(['Already in your library', 'Already in your library']);
  expect(titleOf(en, sumsOf(engine.snapshot()))).toBe('What about these?');
  engine.known.decide('skip');
  await clock.turn(2000);
  expect(rowWords()).toEqual(['Skipped: already in your library', 'Skipped: already in your library']);
  expect(titleOf(en, sumsOf(engine.snapshot()))).toBe('Nothing new: 2 files skipped');
});

test('the time left is told in whole minutes, of which an hour has no sixtieth', () => {
  const left = [0.2, 59, 90, 3_590, 7_190].map((seconds) => en('upload.timeLeft', { seconds }));
  expect(left).toEqual(['1 s left', '59 s left', '2 min left', '1 h 0 min left', '2 h 0 min left']);
  expect(ko('upload.timeLeft', { seconds: 3_590 })).toBe('1시간 0분 남음');
});

test('the title counts files while they move and tells the outcome when they have', async () => {
  const { clock, engine, store } = aBench();
  store.answerPut = (put) => (put.size === 3 ? { kind: 'stored' } : { kind: 'lost' });
  engine.add([aSource('a.jpg', 3), aSource('b.jpg', 4), aSource('c.txt', 1, { type: 'text/plain' })], summer);
  await clock.turn(2000);
  expect(titleOf(en, sumsOf(engine.snapshot()))).toBe('1 of 2');
  store.answerPut = () => ({ kind: 'stored' });
  await clock.turn(60_000);
  expect(titleOf(en, sumsOf(engine.snapshot()))).toBe('2 uploaded, 1 not');
  expect(sumsOf(engine.snapshot())).toMatchObject({ isBusy: false, share: 1, problems: 1 });
});

test('what stops the uploads is said with what happens next', async () => {
  const { engine, setOnline } = aBench();
  setOnline(false);
  const { halt } = engine.snapshot();
  expect(halt && haltWords(en, halt)).toBe('You are offline. It goes on by itself.');
});

test('a long name keeps its end, where names differ', () => {
  expect(splitName('IMG_20260812_113355_holiday.jpg')).toEqual({
    head: 'IMG_20260812_113355_ho',
    tail: 'liday.jpg',
  });
  expect(splitName('short.jpg')).toEqual({ head: 'short.jpg', tail: '' });
});

test('an album made of a folder is called like the folder that holds the files', () => {
  expect(albumNameOf(['Trip', 'Day 1'])).toBe('Day 1');
  expect(albumNameOf(['Trip', ` ${'x'.repeat(120)}`])).toBe('x'.repeat(100));
  expect(albumNameOf([])).toBeNull();
});
