import { describe, expect, it } from 'vitest';
import { type KeyPress, nameOfKey, shortcutOf, shortcuts } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

describe('a key', () => {
  it('has one name, whichever of Ctrl and Cmd is held and however a letter is written', () => {
    expect(nameOfKey(press('a', { ctrlKey: true }))).toBe('mod+a');
    expect(nameOfKey(press('A', { metaKey: true }))).toBe('mod+a');
    expect(nameOfKey(press('?', { shiftKey: true }))).toBe('?');
    expect(nameOfKey(press('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
    expect(nameOfKey(press(' '))).toBe('Space');
  });

  it('means the same on a keyboard that writes Hangul', () => {
    expect(nameOfKey(press('ㅌ', { code: 'KeyX' }))).toBe('x');
    expect(nameOfKey(press('ㅁ', { code: 'KeyA', ctrlKey: true }))).toBe('mod+a');
  });

  it('means nothing while a syllable is being put together, nor with Alt', () => {
    expect(nameOfKey(press('ㅌ', { code: 'KeyX', isComposing: true }))).toBe(null);
    expect(nameOfKey(press('Process', { code: 'KeyX', keyCode: 229 }))).toBe(null);
    expect(nameOfKey(press('x', { altKey: true }))).toBe(null);
  });
});

describe('a shortcut', () => {
  it('is found among those that count here', () => {
    expect(shortcutOf(press('Escape'), ['selectAll', 'endSelection'], true)).toBe('endSelection');
    expect(shortcutOf(press('Escape'), ['selectAll'], true)).toBe(null);
  });

  it('of one character can be turned off, and no other', () => {
    const on = (singleKeys: boolean) => [
      shortcutOf(press('x'), ['select'], singleKeys),
      shortcutOf(press('?', { shiftKey: true }), ['help'], singleKeys),
      shortcutOf(press(' '), ['select'], singleKeys),
      shortcutOf(press('Delete'), ['trash'], singleKeys),
      shortcutOf(press('a', { metaKey: true }), ['selectAll'], singleKeys),
    ];
    expect(on(true)).toEqual(['select', 'help', 'select', 'trash', 'selectAll']);
    expect(on(false)).toEqual([null, null, 'select', 'trash', 'selectAll']);
  });

  it('zooms by what stands on the keyboard, and leaves the browser its own zoom', () => {
    const ids = ['zoomIn', 'zoomOut', 'fit'] as const;
    const of = (held: Partial<KeyPress>) =>
      ['+', '=', '-', '0'].map((key) => shortcutOf(press(key, held), ids, true));
    expect(of({})).toEqual(['zoomIn', 'zoomIn', 'zoomOut', 'fit']);
    expect(of({ shiftKey: true })[0]).toBe('zoomIn');
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { isComposing: true }])
      expect(of(held)).toEqual([null, null, null, null]);
  });

  it('never stands twice in one place', () => {
    for (const [group, those] of Map.groupBy(Object.values(shortcuts), (one) => one.group)) {
      const keys = those.flatMap((one): readonly string[] => one.keys);
      expect(new Set(keys).size, group).toBe(keys.length);
    }
  });
});
