import { expect, test } from 'vitest';
import { createFormat } from '../i18n/format.ts';
import { createTranslate } from '../i18n/I18n.tsx';

const en = createTranslate('en', createFormat('en'));
const ko = createTranslate('ko', createFormat('ko'));

test('a tile is called by what is known of it so far', () => {
  const video = { name: 'clip.mp4', date: 'Today', length: '0:07' };
  expect(en('tile.video', video)).toBe('Video 0:07, clip.mp4, Today');
  expect(en('tile.video', { ...video, length: '' })).toBe('Video, clip.mp4, Today');
  expect(ko('tile.video', { ...video, name: '', length: '' })).toBe('동영상, Today');
  expect(en('tile.image', { name: '', date: 'Today' })).toBe('Photo, Today');
});
