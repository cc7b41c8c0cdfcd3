import {
  type RefObject,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
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

/** Whether what is in the page reaches over all that is in sight of a timeline that is so high. */
function covers({ from, to }: TimelineWindow, top: number, height: number): boolean {
  return from <= Math.max(0, top) && to >= Math.min(top + window.innerHeight, height);
}

/**
 * Follows the page's scrolling and re-renders only when a line comes or goes. `root` is the timeline's element; its top is
 * the layout's 0. The function looks again at once, as after a jump, when waiting for the page to rest would be idle.
 */
export function useTimelineWindow(
  root: RefObject<HTMLElement | null>,
  layout: TimelineLayout,
): [TimelineWindow, () => void] {
  // Most pages open at their top, so that the first lines are drawn in slices and not all at once after a look.
  const [shown, setShown] = useState<TimelineWindow>({ from: 0, to: window.innerHeight, flinging: false });
  const inPage = useRef(shown);
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
      const isCovered = covers(inPage.current, top, layoutNow.current.height);
      if (now === edges.current && isCovered) return;
      edges.current = now;
      const show = () => setShown({ from, to, flinging });
      // What lies beyond the window is drawn in slices, between which the page answers to its reader.
      if (isCovered) startTransition(show);
      else show();
    },
    [root],
  );

  useLayoutEffect(() => {
    inPage.current = shown;
  }, [shown]);
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
