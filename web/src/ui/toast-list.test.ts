import { expect, it } from 'vitest';
import { type ShownToast, withToast } from './toast-list.ts';

const action = { label: 'Undo', run: () => undefined };
const shown = (...items: ShownToast[]) =>
  items.reduce<readonly ShownToast[]>(withToast, []).map(({ text }) => text);

it('what only says that something is done goes when the next thing is', () => {
  expect(shown({ id: 1, text: 'Back in its album.' }, { id: 2, text: 'Deleted for good.' })).toEqual([
    'Deleted for good.',
  ]);
  expect(shown({ id: 1, text: 'Back in its album.' }, { id: 2, text: 'Moved.', action })).toEqual(['Moved.']);
});

it('what can be pressed, has failed or is under way stays beside what comes', () => {
  for (const more of [{ action }, { kind: 'error' as const }, { progress: 0.5 }])
    expect(shown({ id: 1, text: 'First.', ...more }, { id: 2, text: 'Second.' })).toEqual([
      'First.',
      'Second.',
    ]);
});

it('what has partly failed says what is done, too', () => {
  expect(shown({ id: 1, text: 'Two are back.' }, { id: 2, text: 'One is not.', kind: 'error' })).toEqual([
    'Two are back.',
    'One is not.',
  ]);
});

it('a message that says something else is the newest, and three are the most', () => {
  const items = [1, 2, 3, 4].map((id) => ({ id, text: String(id), action }));
  expect(shown(...items, { id: 2, text: 'Two.', action })).toEqual(['3', '4', 'Two.']);
});
