import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import css from './Scrubber.module.css';
import { barRoom, monthAt, monthInSight, type TimelineLayout, topOfMonth } from './timeline-layout.ts';

interface ScrubberProps {
  /** The timeline's element; its top is the layout's 0. */
  root: RefObject<HTMLElement | null>;
  layout: TimelineLayout;
  /** Goes to a height of the timeline; `month` where exactly its beginning is meant, `staying` where no drag goes on from. */
  onJump: (y: number, month: string | null, staying: boolean) => void;
}

/** Years nearer to each other than this share of the window are not all written. */
const markRoom = 0.028;
/** After so long without a movement it steps back. */
const restMs = 1200;
/** The thumb moves in so many steps, each about half a pixel. */
const steps = 2000;
/** A timeline of fewer window heights is quickly scrolled through. */
const fewestWindows = 3;

/** The way to any month: dragged, clicked, or with the keys of a slider. Its length is the timeline's. */
export const Scrubber = memo(function Scrubber({ root, layout, onJump }: ScrubberProps) {
  const t = useT();
  const format = useFormat();
  const track = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const [month, setMonth] = useState<string | null>(null);
  const [awake, setAwake] = useState(false);
  const [dragging, setDragging] = useState(false);
  /** How far from the thumb's middle it was taken, as a share of the track. */
  const grab = useRef(0);
  const [pointed, setPointed] = useState<number | null>(null);
  const months = useMemo(
    () => [...new Set(layout.sections.flatMap(({ section }) => section.months.map((each) => each.month)))],
    [layout],
  );
  const marks = useMemo(() => yearMarks(layout, months), [layout, months]);

  /** The month gone to from here; forgotten when the page is far from its end. */
  const asked = useRef<string | null>(null);

  // The thumb follows the page without a render: only the month's name needs one.
  const look = useCallback(() => {
    const y = -(root.current?.getBoundingClientRect().top ?? 0);
    const share = Math.min(1, Math.max(0, y / Math.max(1, layout.height)));
    const step = String(Math.round(share * steps) / steps);
    const style = thumb.current?.style;
    // The thumb of a long timeline seldom moves by so much: most frames lay out nothing of it.
    if (style && style.getPropertyValue('--share') !== step) style.setProperty('--share', step);
    // The page's heights are whole pixels, where it stands need not be.
    const isPageEnd = roomBelow() <= 2;
    setMonth(monthInSight(layout, Math.max(0, y + barRoom) + 1, isPageEnd, asked.current));
  }, [root, layout]);
  useEffect(() => {
    let frame = 0;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      frame = 0;
      // A section that comes may move the end, but not by so much.
      if (roomBelow() > window.innerHeight) asked.current = null;
      look();
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(follow);
      setAwake(true);
      clearTimeout(rest);
      rest = setTimeout(() => setAwake(false), restMs);
    };
    look();
    window.addEventListener('scroll', onScroll, { passive: true });
    window.addEventListener('resize', onScroll);
    return () => {
      window.removeEventListener('scroll', onScroll);
      window.removeEventListener('resize', onScroll);
      cancelAnimationFrame(frame);
      clearTimeout(rest);
    };
  }, [look]);

  const isLong = layout.height > fewestWindows * window.innerHeight;
  // The browser's own bar would stand beside it and say the same with fewer words.
  useEffect(() => {
    if (!isLong) return;
    document.documentElement.classList.add(css.scrubbed ?? '');
    return () => document.documentElement.classList.remove(css.scrubbed ?? '');
  }, [isLong]);

  const shareAt = (clientY: number): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? Math.min(1, Math.max(0, (clientY - box.top) / box.height)) : 0;
  };
  const jumpToShare = (share: number, staying: boolean) => {
    const y = Math.min(1, Math.max(0, share)) * layout.height;
    asked.current = monthAt(layout, y);
    onJump(y, null, staying);
    look();
  };
  const jumpToMonth = (wanted: string | undefined) => {
    if (!wanted) return;
    asked.current = wanted;
    onJump(topOfMonth(layout, wanted), wanted, true);
    // Between months of the last window the page does not move, and so says nothing.
    look();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = Math.max(0, months.indexOf(month ?? ''));
    const year = Number(month?.slice(0, 4));
    const targets: Record<string, string | undefined> = {
      ArrowUp: months[Math.max(0, at - 1)],
      ArrowRight: months[Math.max(0, at - 1)],
      ArrowDown: months[Math.min(months.length - 1, at + 1)],
      ArrowLeft: months[Math.min(months.length - 1, at + 1)],
      // A year on, to the same month or what comes nearest.
      PageUp: months.findLast((each) => each >= `${year + 1}${month?.slice(4)}`) ?? months[0],
      PageDown: months.find((each) => each <= `${year - 1}${month?.slice(4)}`) ?? months.at(-1),
      Home: months[0],
      End: months.at(-1),
    };
    if (!(event.key in targets)) return;
    event.preventDefault();
    jumpToMonth(targets[event.key]);
  };

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    thumb.current?.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
    setPointed(null);
    const box = thumb.current?.getBoundingClientRect();
    const onThumb = event.target instanceof Node && thumb.current?.contains(event.target);
    grab.current = onThumb && box ? shareAt(event.clientY) - shareAt(box.top + box.height / 2) : 0;
    if (!onThumb) jumpToShare(shareAt(event.clientY), true);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (dragging) jumpToShare(shareAt(event.clientY) - grab.current, false);
    else if (event.pointerType === 'mouse') setPointed(shareAt(event.clientY));
  };

  if (!isLong || months.length === 0) return null;
  const pointedMonth = pointed === null ? null : monthAt(layout, pointed * layout.height);
  return (
    <div
      ref={track}
      className={cx(css.track, (awake || dragging) && css.awake, dragging && css.dragging)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onPointerLeave={() => setPointed(null)}
    >
      {marks.map(({ year, share }) => (
        <span key={year} className={css.year} style={{ top: `${share * 100}%` }} aria-hidden="true">
          {year}
        </span>
      ))}
      {pointed !== null && pointedMonth ? (
        <span className={cx(css.bubble, css.pointed)} style={{ top: `${pointed * 100}%` }} aria-hidden="true">
          {format.calendarMonth(pointedMonth)}
        </span>
      ) : null}
      <div
        ref={thumb}
        role="slider"
        tabIndex={0}
        className={css.thumb}
        aria-label={t('timeline.scrubber')}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={months.length - 1}
        aria-valuenow={months.length - 1 - Math.max(0, months.indexOf(month ?? ''))}
        aria-valuetext={month ? format.calendarMonth(month) : undefined}
        onKeyDown={onKeyDown}
      >
        <span className={css.handle} />
        {month ? (
          <span className={css.bubble} aria-hidden="true">
            {format.calendarMonth(month)}
          </span>
        ) : null}
      </div>
    </div>
  );
});

/** By how many CSS pixels the page can still be scrolled down. */
const roomBelow = (): number => document.documentElement.scrollHeight - window.innerHeight - window.scrollY;

/** Where years begin, as shares of the timeline's height; those without room for their numbers left out. */
function yearMarks(layout: TimelineLayout, months: readonly string[]): { year: string; share: number }[] {
  const marks: { year: string; share: number }[] = [];
  for (const month of months) {
    const year = month.slice(0, 4);
    const last = marks.at(-1);
    if (last?.year === year) continue;
    const share = topOfMonth(layout, month) / Math.max(1, layout.height);
    if (!last || share - last.share >= markRoom) marks.push({ year, share });
  }
  return marks;
}
