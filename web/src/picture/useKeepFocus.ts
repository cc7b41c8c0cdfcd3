import { useEffect, useRef } from 'react';

/**
 * Keeps the focus among tiles when the one that has it goes from the page, as a deleted one does.
 * @param heir finds the tile that takes its place.
 * @returns what the element around the tiles listens with.
 */
export function useKeepFocus(heir: () => HTMLElement | null | undefined): {
  onFocus: () => void;
  onBlur: () => void;
} {
  // React tells nobody of a focus that went with its element, so this stays true then.
  const hasFocus = useRef(false);
  useEffect(() => {
    if (hasFocus.current && document.activeElement === document.body) heir()?.focus({ preventScroll: true });
  });
  return {
    onFocus: () => {
      hasFocus.current = true;
    },
    onBlur: () => {
      hasFocus.current = false;
    },
  };
}
