import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { firstLineBelow, type Line } from './justified-lines.ts';

/** Faster than this, in window heights a second, nobody looks at single pictures, and none is fetched. */
const flingSpeed = 6;
const settleMs = 100;

export interface VisibleLines {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** The page flies by: new tiles wait with their image. */
  readonly flinging: boolean;
}

/**
 * Which lines of the layout are in or near the window. It follows the page's scrolling and re-renders only when a line
 * comes or goes. `root` is the grid's element; its top is the layout's 0.
 * @param margin lines this far outside the window are in the page already, in window heights.
 */
export function useVisibleLines(
  root: RefObject<HTMLElement | null>,
  layout: { readonly lines: readonly Pick<Line, 'top' | 'height'>[] },
  margin = 0.75,
): VisibleLines {
  const [visible, setVisible] = useState<VisibleLines>({ first: 0, end: 0, flinging: false });
  const latest = useRef({ layout, margin });

  const look = useRef((flinging: boolean) => {
    const element = root.current;
    if (!element) return;
    const { margin: beyond } = latest.current;
    const { lines } = latest.current.layout;
    const top = -element.getBoundingClientRect().top;
    const height = window.innerHeight;
    const first = firstLineBelow(lines, top - height * beyond);
    let end = first;
    while (end < lines.length && (lines[end]?.top ?? 0) < top + height * (1 + beyond)) end += 1;
    setVisible((before) =>
      before.first === first && before.end === end && before.flinging === flinging
        ? before
        : { first, end, flinging },
    );
  });

  // Before the paint, so that a new layout never shows an empty window.
  useLayoutEffect(() => {
    latest.current = { layout, margin };
    look.current(false);
  }, [layout, margin]);

  useEffect(() => {
    let frame = 0;
    let settle: ReturnType<typeof setTimeout> | undefined;
    let lastY = window.scrollY;
    let lastTime = performance.now();
    const onFrame = () => {
      frame = 0;
      const now = performance.now();
      const speed = Math.abs(window.scrollY - lastY) / Math.max(1, now - lastTime);
      lastY = window.scrollY;
      lastTime = now;
      look.current(speed * 1000 > flingSpeed * window.innerHeight);
      clearTimeout(settle);
      settle = setTimeout(() => look.current(false), settleMs);
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(onFrame);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    window.addEventListener('resize', onScroll);
    return () => {
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('resize', onScroll);
      cancelAnimationFrame(frame);
      clearTimeout(settle);
    };
  }, []);

  return visible;
}
