import { useEffect, useRef } from 'react';
import { isModalOpen } from '../ui/top-layer.ts';
import { type ShortcutId, shortcutOf } from './shortcuts.ts';
import { singleKeysOn } from './single-keys.ts';

/** What shortcuts do here; those without anything to do now are left to others. */
export type KeyHandlers = Readonly<Partial<Record<ShortcutId, (() => void) | undefined>>>;

const isId = (handlers: KeyHandlers, id: string): id is ShortcutId => id in handlers;

/** Does what a key stands for; answers whether it stood for anything. */
export function runShortcut(event: KeyboardEvent, handlers: KeyHandlers): boolean {
  const ids = Object.keys(handlers).filter((id) => isId(handlers, id));
  const able = ids.filter((id) => handlers[id]);
  const id = shortcutOf(event, able, singleKeysOn());
  const run = id && handlers[id];
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}

/**
 * Listens for shortcuts on the whole page. A key that is being typed into a field, composed into Korean, or meant for an open
 * dialog or menu does not come through.
 */
export function usePageKeys(handlers: KeyHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  }, [handlers]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const isElsewhere =
        target instanceof Element &&
        target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"]');
      // A button that has been disabled leaves the focus on the page behind its dialog.
      if (!event.defaultPrevented && !isElsewhere && !isModalOpen()) runShortcut(event, latest.current);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
