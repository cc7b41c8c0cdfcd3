import type { MessageKey } from '../i18n/I18n.tsx';

/** A key or keys that do something, with what is held before a plus. `mod` is Ctrl, on Apple's keyboards Cmd. */
interface Shortcut {
  readonly keys: readonly string[];
  readonly group: 'everywhere' | 'grid' | 'viewer' | 'trash';
  readonly label: MessageKey;
}

/** Every key that Pic-up listens to: the handlers ask here what a key means, and the help shows it. */
export const shortcuts = {
  help: { keys: ['?'], group: 'everywhere', label: 'keys.help' },
  undo: { keys: ['mod+z'], group: 'everywhere', label: 'keys.undo' },
  step: {
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    group: 'grid',
    label: 'keys.step',
  },
  ends: { keys: ['Home', 'End', 'mod+Home', 'mod+End'], group: 'grid', label: 'keys.ends' },
  open: { keys: ['Enter'], group: 'grid', label: 'keys.open' },
  select: { keys: ['Space', 'x'], group: 'grid', label: 'keys.select' },
  extend: {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown', 'Shift+Space'],
    group: 'grid',
    label: 'keys.extend',
  },
  selectAll: { keys: ['mod+a'], group: 'grid', label: 'keys.selectAll' },
  endSelection: { keys: ['Escape'], group: 'grid', label: 'keys.endSelection' },
  move: { keys: ['m'], group: 'grid', label: 'keys.move' },
  trash: { keys: ['Delete', 'Backspace'], group: 'grid', label: 'keys.trash' },
  previous: { keys: ['ArrowLeft'], group: 'viewer', label: 'keys.previous' },
  next: { keys: ['ArrowRight'], group: 'viewer', label: 'keys.next' },
  play: { keys: ['Space', 'k'], group: 'viewer', label: 'keys.play' },
  zoom: { keys: ['z'], group: 'viewer', label: 'keys.zoom' },
  // The second stands on the same cap as the first, and needs no Shift.
  zoomIn: { keys: ['+', '='], group: 'viewer', label: 'keys.zoomIn' },
  zoomOut: { keys: ['-'], group: 'viewer', label: 'keys.zoomOut' },
  fit: { keys: ['0'], group: 'viewer', label: 'keys.fit' },
  info: { keys: ['i'], group: 'viewer', label: 'keys.info' },
  fullScreen: { keys: ['f'], group: 'viewer', label: 'keys.fullScreen' },
  turn: { keys: [']'], group: 'viewer', label: 'keys.turn' },
  slideshow: { keys: ['s'], group: 'viewer', label: 'keys.slideshow' },
  thumbnails: { keys: ['t'], group: 'viewer', label: 'keys.thumbnails' },
  close: { keys: ['Escape'], group: 'viewer', label: 'keys.close' },
  restore: { keys: ['r'], group: 'trash', label: 'keys.restore' },
  remove: { keys: ['Delete', 'Backspace'], group: 'trash', label: 'keys.remove' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof shortcuts;

/** What is read of a keyboard event. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'keyCode'
>;

/** What browsers answer while a syllable is being put together. */
const composing = 229;

/** Whether a key is one that writes something: those can be turned off, for whoever speaks or stumbles into them. */
const isCharacter = (name: string) => [...name].length === 1;

/** The name of what was pressed as the table writes it; null for what is no shortcut of anybody's. */
export function nameOfKey(press: KeyPress): string | null {
  if (press.isComposing || press.keyCode === composing || press.altKey) return null;
  const mod = press.ctrlKey || press.metaKey ? 'mod+' : '';
  const key = press.key === ' ' ? 'Space' : press.key;
  if (!isCharacter(key)) return `${mod}${press.shiftKey ? 'Shift+' : ''}${key}`;
  // A keyboard that writes Hangul has its Latin letters at the same places.
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  return `${mod}${letter && !/[a-z]/i.test(key) ? letter.toLowerCase() : key.toLowerCase()}`;
}

/**
 * Which of these shortcuts was pressed.
 * @param singleKeys whether those of one character count.
 */
export function shortcutOf<Id extends ShortcutId>(
  press: KeyPress,
  ids: readonly Id[],
  singleKeys: boolean,
): Id | null {
  const name = nameOfKey(press);
  if (name === null || (isCharacter(name) && !singleKeys)) return null;
  return ids.find((id) => [...shortcuts[id].keys].some((key) => key === name)) ?? null;
}
