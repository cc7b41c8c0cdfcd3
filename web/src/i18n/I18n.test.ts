import { expect, it } from 'vitest';
import { createFormat } from './format.ts';
import { createTranslate } from './I18n.tsx';

it('keeps 수 with the words beside it in Korean, and leaves what English says as it is', () => {
  const name = '갈 수 있는 곳';
  const ko = createTranslate('ko', createFormat('ko'));
  const en = createTranslate('en', createFormat('en'));
  expect(ko('album.deleteTitle', { name })).toContain('갈\u00a0수\u00a0있는 곳');
  expect(en('album.deleteTitle', { name })).toContain(name);
});
