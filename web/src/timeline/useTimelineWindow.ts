import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { firstLineBelow } from '../picture/justified-lines.ts';
import { sectionAt, type TimelineLayout } from './timeline-layout.ts';

/** Lines this far outside the window are in the page already, in window heights. */
const margin = 0.5;
/** Faster than this, in window heights a second, nobody looks at single pictures, and none is fetched. */
const flingSpeed = 6;
const settleMs = 100;

/** The part of the timeline that is in the page, in CSS pixels from its top. */
export interface TimelineWindow {
  readonly from: number;
  readonly to: number;
  /** The page flies by: nothing is asked for. */
  readonly flinging: boolean;
}

/** Names the lines that a window begins and ends with: as long as it is the same, nothing has come or gone. */
function edgesOf(layout: TimelineLayout, from: number, to: number): string {
  const edge = (y: number) => {
    const index = sectionAt(layout, y);
    const placed = layout.sections[index];
    const lines = placed?.layout?.lines;
    return `${index}:${lines && placed ? firstLineBelow(lines, y - placed.top) : ''}`;
  };
  return `${edge(from)}-${edge(to)}`;
}

/**
 * Follows the page's scrolling and re-renders only when a line comes or goes. `root` is the timeline's element; its top is
 * the layout's 0. The function looks again at once, as after a jump, when waiting for the page to rest would be idle.
 */
export function useTimelineWindow(
  root: RefObject<HTMLElement | null>,
  layout: TimelineLayout,
): [TimelineWindow, () => void] {
  const [shown, setShown] = useState<TimelineWindow>({ from: 0, to: 0, flinging: false });
  const layoutNow = useRef(layout);
  const edges = useRef('');
  const last = useRef({ y: 0, time: 0 });

  const look = useCallback(
    (flinging: boolean) => {
      const element = root.current;
      if (!element) return;
      const top = -element.getBoundingClientRect().top;
      const from = top - window.innerHeight * margin;
      const to = top + window.innerHeight * (1 + margin);
      const now = `${edgesOf(layoutNow.current, from, to)} ${flinging}`;
      if (now === edges.current) return;
      edges.current = now;
      setShown({ from, to, flinging });
    },
    [root],
  );

  // Before the paint, so that a new layout never shows an empty window.
  useLayoutEffect(() => {
    layoutNow.current = layout;
    edges.current = '';
    look(false);
  }, [layout, look]);

  useEffect(() => {
    let frame = 0;
    let settle: ReturnType<typeof setTimeout> | undefined;
    last.current = { y: window.scrollY, time: performance.now() };
    const onFrame = () => {
      frame = 0;
      const now = performance.now();
      const speed = Math.abs(window.scrollY - last.current.y) / Math.max(1, now - last.current.time);
      last.current = { y: window.scrollY, time: now };
      look(speed * 1000 > flingSpeed * window.innerHeight);
      clearTimeout(settle);
      settle = setTimeout(() => look(false), settleMs);
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
  }, [look]);

  const lookNow = useCallback(() => {
    // Who has jumped has not flown by what lies between.
    last.current = { y: window.scrollY, time: performance.now() };
    look(false);
  }, [look]);
  return [shown, lookNow];
}
