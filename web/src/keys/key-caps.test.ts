import { expect, it } from 'vitest';
import { keyCaps } from './key-caps.ts';

it('writes keys as they stand on the keyboard', () => {
  expect(keyCaps(['mod+a', 'x', '?'], false)).toEqual([['Ctrl', 'A'], ['X'], ['?']]);
  expect(keyCaps(['mod+Home', 'Escape'], true)).toEqual([['⌘', 'Home'], ['Esc']]);
});

it('writes arrows together, with what is held', () => {
  expect(keyCaps(['ArrowLeft', 'ArrowRight', 'Space'], false)).toEqual([['← →'], ['Space']]);
  expect(keyCaps(['Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+Space'], false)).toEqual([
    ['Shift', '↑ ↓'],
    ['Shift', 'Space'],
  ]);
});

it('writes a plus as the key that it is', () => {
  expect(keyCaps(['+', '-', 'mod+0'], false)).toEqual([['+'], ['-'], ['Ctrl', '0']]);
});
