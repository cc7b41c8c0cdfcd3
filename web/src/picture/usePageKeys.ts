import { useEffect, useRef } from 'react';

/**
 * Listens for keys on the whole page. A key that is being typed into a field, composed into Korean, or meant for an open
 * dialog or menu does not come through. Keys are named as `Escape`, `Delete` or `mod+a`, where mod is Ctrl or Cmd.
 */
export function usePageKeys(keys: Readonly<Record<string, (() => void) | undefined>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  }, [keys]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const { target } = event;
      if (
        target instanceof Element &&
        target.closest('input, textarea, select, [contenteditable], dialog, [role="menu"]')
      ) {
        return;
      }
      const mod = event.ctrlKey || event.metaKey;
      const run = latest.current[mod ? `mod+${event.key.toLowerCase()}` : event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
