import { expect, it } from 'vitest';
import { createFormat } from '../../i18n/format.ts';
import { createTranslate } from '../../i18n/I18n.tsx';
import type { GridPicture } from '../grid-items.ts';
import { slideWords } from './slide-words.ts';

const picture: GridPicture = {
  __typename: 'Picture',
  id: 'p',
  filename: 'pier.jpg',
  kind: 'IMAGE',
  contentType: 'image/jpeg',
  state: 'READY',
  failure: null,
  width: 3,
  height: 2,
  duration: null,
  takenAt: '2026-05-16T00:30:00.000Z',
  takenAtLocal: '2026-05-16T09:30:00.000',
  createdAt: '2026-05-17T00:00:00.000Z',
  placeholder: null,
  small: null,
  medium: null,
  large: null,
  album: { __typename: 'Album', id: 'a' },
};
const seoul = {
  __typename: 'PictureLocation',
  latitude: 37.5663,
  longitude: 126.9779,
  altitude: null,
} as const;

it('calls a picture by its file, its day and its place in the language of the page', () => {
  const words = (language: 'en' | 'ko', place: typeof seoul | null) => {
    const format = createFormat(language);
    return slideWords(picture, place, createTranslate(language, format), format);
  };
  expect(words('en', seoul)).toBe(
    'pier.jpg, Saturday, May 16, 2026 at 9:30\u00a0AM, Place 37.5663° N, 126.9779° E',
  );
  expect(words('ko', seoul)).toBe(
    'pier.jpg, 2026년 5월 16일 토요일 오전 9:30, 찍은 곳 37.5663° N, 126.9779° E',
  );
  expect(words('en', null)).toBe('pier.jpg, Saturday, May 16, 2026 at 9:30\u00a0AM');
});

it('calls a picture nothing while neither its file nor its time is known', () => {
  const format = createFormat('en');
  const standIn = { ...picture, filename: '', takenAt: null, takenAtLocal: null, createdAt: '' };
  expect(slideWords(standIn, null, createTranslate('en', format), format)).toBe('');
});
