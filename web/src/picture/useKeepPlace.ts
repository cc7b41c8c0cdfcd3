import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { GridItem } from './grid-items.ts';
import { firstLineBelow, type GridLayout, lineOfTile } from './justified-lines.ts';

/**
 * Keeps the picture that is at the window's top where it is while lines come and go above it or the window changes its
 * width. At the top of the page nothing is held: there new pictures should be seen.
 */
export function useKeepPlace(
  root: RefObject<HTMLElement | null>,
  layout: GridLayout,
  items: readonly GridItem[],
): void {
  const held = useRef<{ key: string; offset: number } | null>(null);

  useLayoutEffect(() => {
    const element = root.current;
    const anchor = held.current;
    if (!element || !anchor) return;
    const tile = items.findIndex((item) => item.key === anchor.key);
    const line = layout.lines[lineOfTile(layout.lines, tile)];
    if (!line) return;
    const moved = element.getBoundingClientRect().top + line.top - anchor.offset;
    if (Math.abs(moved) > 1) window.scrollBy({ top: moved, behavior: 'instant' });
  }, [layout, items, root]);

  useEffect(() => {
    const remember = () => {
      const element = root.current;
      const top = element ? element.getBoundingClientRect().top : 0;
      let index = firstLineBelow(layout.lines, -top);
      while (layout.lines[index]?.end === 0) index += 1;
      const line = layout.lines[index];
      const item = line && items[line.start];
      held.current = item && top < 0 ? { key: item.key, offset: top + line.top } : null;
    };
    remember();
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [layout, items, root]);
}
