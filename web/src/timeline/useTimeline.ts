import { useApolloClient, useQuery } from '@apollo/client/react';
import { type RefObject, startTransition, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useStoreInSlices } from '../lib/useStoreInSlices.ts';
import type { GridPicture } from '../picture/grid-items.ts';
import { firstLineBelow } from '../picture/justified-lines.ts';
import { useContentWidth } from '../picture/useContentWidth.ts';
import { refreshTimeline } from './refresh-timeline.ts';
import type { TimelinePage } from './slice-page.ts';
import { startTimeline } from './start-timeline.ts';
import { TimelineMonthsDocument } from './TimelineMonths.generated.ts';
import { type PlacedSection, placeSections, sectionAt, type TimelineLayout } from './timeline-layout.ts';
import { timelineOptions } from './timeline-options.ts';
import { type Sight, TimelinePages } from './timeline-pages.ts';
import { cutSections, type Section } from './timeline-sections.ts';
import { useHoldPlace } from './useHoldPlace.ts';
import { useTimelinePictures } from './useTimelinePictures.ts';
import { type TimelineWindow, useTimelineWindow } from './useTimelineWindow.ts';

/** How many pictures come with a section at the most, and how many of them on either side of those that seem to be in sight. */
const mostInSight = 100;
const spare = 8;
/** What lies within so many window heights beyond the window is asked for with what is in it. */
const aheadWindows = 2;
const none: readonly string[] = [];

/** The timeline as far as it is known, and what is in the page of it. */
export interface Timeline {
  /** False until the months are known. */
  readonly isKnown: boolean;
  /** The pictures in the window have their places in the page, or there are none. */
  readonly isDrawn: boolean;
  readonly failed: boolean;
  readonly retry: () => void;
  readonly layout: TimelineLayout;
  readonly window: TimelineWindow;
  readonly lookNow: () => void;
  readonly pageOf: (section: Section) => TimelinePage | null;
  /** The pictures in or near the window, and those of `alsoIds`. */
  readonly pictures: ReadonlyMap<string, GridPicture>;
}

/**
 * Keeps the timeline: which months there are, the sections near the window, and the pictures in it.
 * @param alsoSections indexes of sections that are wanted wherever the window is, as that of an open lightbox.
 * @param alsoIds pictures that are wanted so.
 */
export function useTimeline(
  root: RefObject<HTMLElement | null>,
  alsoSections: readonly number[],
  alsoIds: readonly string[],
): Timeline {
  const client = useApolloClient();
  const [pages] = useState(() => new TimelinePages(client));
  const loaded = useStoreInSlices(pages.subscribe, pages.snapshot);
  useEffect(() => () => pages.close(), [pages]);
  const { data } = useQuery(TimelineMonthsDocument, { fetchPolicy: 'cache-only' });
  const months = useDeferredValue(data?.timelineMonths);
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  const isKnown = months !== undefined;
  useEffect(() => {
    setFailed(false);
    startTimeline(client).catch(() => setFailed(true));
  }, [client, tries]);
  // What was known before may be old: another page, or another device, may have changed it.
  const [knownBefore] = useState(isKnown);
  useEffect(() => {
    if (knownBefore) void refreshTimeline(client);
  }, [client, knownBefore]);

  const sections = useMemo(() => cutSections(months ?? []), [months]);
  const width = useContentWidth(root, startTransition);
  const options = useMemo(() => timelineOptions(width), [width]);
  const { layout, pageOf } = useMemo(() => {
    const pageOf = (section: Section) => loaded.get(section.key) ?? null;
    return { pageOf, layout: placeSections(sections, pageOf, options) };
  }, [sections, loaded, options]);
  const [shown, lookNow] = useTimelineWindow(root, layout);
  useHoldPlace(root, layout, pageOf);

  useEffect(() => {
    if (shown.flinging || width === 0) return;
    const first = sectionAt(layout, shown.from);
    const last = sectionAt(layout, shown.to);
    const middle = (shown.from + shown.to) / 2;
    const near = layout.sections
      .slice(Math.max(0, first), last + 1)
      .sort((one, other) => distance(one, middle) - distance(other, middle));
    const also = alsoSections.flatMap((index) => layout.sections.slice(index, index + 1));
    pages.want(
      [...also, ...near].map(({ section }) => section),
      (section) =>
        inSight(
          near.find((placed) => placed.section === section),
          shown,
        ),
    );
  }, [pages, layout, shown, width, alsoSections]);

  const near = useMemo(() => idsWithin(layout, pageOf, shown), [layout, pageOf, shown]);
  const known = useMemo(() => [...new Set([...near, ...alsoIds])], [near, alsoIds]);
  const wanted = shown.flinging ? alsoIds : known;
  const next = useMemo(() => {
    const room = aheadWindows * window.innerHeight;
    return idsWithin(layout, pageOf, { from: shown.from - room, to: shown.to + room });
  }, [layout, pageOf, shown]);
  const pictures = useTimelinePictures(known, wanted, shown.flinging ? none : next);

  const isDrawn =
    isKnown && (months.length === 0 || layout.sections.some((placed) => placed.layout !== null));
  return useMemo(
    () => ({
      isKnown,
      isDrawn,
      failed: failed && !isKnown,
      retry: () => setTries((before) => before + 1),
      layout,
      window: shown,
      lookNow,
      pageOf,
      pictures,
    }),
    [isKnown, isDrawn, failed, layout, shown, lookNow, pageOf, pictures],
  );
}

/** Guesses by heights which pictures of a section are in the window; null where it is loaded, or far away. */
function inSight(placed: PlacedSection | undefined, { from, to }: TimelineWindow): Sight | null {
  if (!placed || placed.layout || placed.count === 0) return null;
  const { top, height, count } = placed;
  const at = (y: number) => (Math.min(Math.max(0, y - top), height) / Math.max(1, height)) * count;
  // As many more on either side as the guess may be off.
  const start = Math.max(0, Math.min(count - 1, Math.floor(at(from)) - spare));
  return { from: start, count: Math.min(mostInSight, Math.max(1, Math.ceil(at(to)) + spare - start)) };
}

function distance({ top, height }: { top: number; height: number }, y: number): number {
  return y < top ? top - y : Math.max(0, y - top - height);
}

/** The pictures whose lines are in the window. */
function idsWithin(
  { sections }: TimelineLayout,
  pageOf: (section: Section) => TimelinePage | null,
  { from, to }: Pick<TimelineWindow, 'from' | 'to'>,
): string[] {
  return sections.flatMap(({ section, layout, top, height }) => {
    const page = layout && pageOf(section);
    if (!page || top > to || top + height < from) return [];
    const first = firstLineBelow(layout.lines, from - top);
    const within = layout.lines.slice(first).filter((line) => line.end > 0 && top + line.top < to);
    return page.ids.slice(within[0]?.start ?? 0, within.at(-1)?.end ?? 0);
  });
}
