import { type RefObject, useLayoutEffect, useState } from 'react';

const atOnce = (tell: () => void): void => tell();

/**
 * The width of an element in whole CSS pixels, followed as it changes; 0 before it is in the page.
 * @param telling `startTransition` where what follows from a width is better drawn in slices than before the next frame.
 */
export function useContentWidth(ref: RefObject<HTMLElement | null>, telling = atOnce): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const { width: first } = element.getBoundingClientRect();
    telling(() => setWidth(Math.floor(first)));
    const observer = new ResizeObserver(([entry]) => {
      if (entry) telling(() => setWidth(Math.floor(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, telling]);
  return width;
}
