import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { firstLineBelow, lineOfTile } from '../picture/justified-lines.ts';
import type { TimelinePage } from './slice-page.ts';
import { sectionAt, type TimelineLayout } from './timeline-layout.ts';
import type { Section } from './timeline-sections.ts';

/** What stands at the window's top: a picture and how far below the top its line begins, or a share of a section. */
interface Anchor {
  readonly key: string;
  readonly pictureId: string | null;
  readonly offset: number;
  readonly share: number;
}

/**
 * Keeps what is at the window's top where it is while sections above it become higher or lower than they were thought to be,
 * pictures come and go, or the window changes its width. At the top of the page nothing is held: there new pictures should
 * be seen.
 */
export function useHoldPlace(
  root: RefObject<HTMLElement | null>,
  layout: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
): void {
  const held = useRef<Anchor | null>(null);

  useLayoutEffect(() => {
    const element = root.current;
    const anchor = held.current;
    if (!element || !anchor) return;
    const wanted = topOf(layout, pageOf, anchor);
    if (wanted === null) return;
    const moved = element.getBoundingClientRect().top + wanted;
    if (Math.abs(moved) > 1) window.scrollBy({ top: moved, behavior: 'instant' });
  }, [layout, pageOf, root]);

  useEffect(() => {
    const remember = () => {
      const top = -(root.current?.getBoundingClientRect().top ?? 0);
      held.current = top > 0 ? anchorAt(layout, pageOf, top) : null;
    };
    remember();
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, [layout, pageOf, root]);
}

function anchorAt(
  layout: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  y: number,
): Anchor | null {
  const placed = layout.sections[sectionAt(layout, y)];
  if (!placed) return null;
  const within = y - placed.top;
  const lines = placed.layout?.lines ?? [];
  let index = firstLineBelow(lines, within);
  while (lines[index]?.end === 0) index += 1;
  const line = lines[index];
  return {
    key: placed.section.key,
    pictureId: (line && pageOf(placed.section)?.ids[line.start]) ?? null,
    offset: line ? line.top - within : 0,
    share: within / Math.max(1, placed.height),
  };
}

/** Where the window's top has to be for an anchor to be where it was; null where the anchor is gone. */
function topOf(
  layout: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  { key, pictureId, offset, share }: Anchor,
): number | null {
  const placed = layout.sections.find(({ section }) => section.key === key);
  if (!placed) return null;
  const tile = pictureId === null ? -1 : (pageOf(placed.section)?.ids.indexOf(pictureId) ?? -1);
  const line = placed.layout?.lines[lineOfTile(placed.layout.lines, tile)];
  return placed.top + (line && tile >= 0 ? line.top - offset : share * placed.height);
}
