import type { ApolloCache } from '@apollo/client';
import { pageWithout, type TimelinePage } from './slice-page.ts';
import type { MonthCount } from './timeline-sections.ts';

/** What the timeline lost, so that it can come back: pages as they were, and the month of each picture that was found. */
export interface TimelineLoss {
  readonly pages: readonly { storeField: string; page: TimelinePage }[];
  readonly gone: ReadonlySet<string>;
  readonly months: ReadonlyMap<string, string>;
}

function isPage(value: unknown): value is TimelinePage {
  return typeof value === 'object' && value !== null && 'ids' in value && 'placeholders' in value;
}

/** Whether a page of the timeline, as the cache holds it, has a picture. */
export function isInPage(page: unknown, id: string): boolean {
  return isPage(page) && page.ids.includes(id);
}

/**
 * Takes pictures out of what is loaded of the timeline, and counts its months down by those that were found. Works in an
 * optimistic layer too. What is not loaded says nothing of its pictures: the months, asked anew, do.
 */
export function forgetInTimeline(cache: ApolloCache, gone: ReadonlySet<string>): TimelineLoss {
  const months = new Map<string, string>();
  const pages: TimelineLoss['pages'][number][] = [];
  cache.modify({
    id: 'ROOT_QUERY',
    fields: {
      timelinePage: <Value>(value: Value, { storeFieldName }: { storeFieldName: string }) => {
        if (!isPage(value)) return value;
        let at = 0;
        for (const { day, pictureCount } of value.days) {
          for (const id of value.ids.slice(at, at + pictureCount))
            if (gone.has(id)) months.set(id, day.slice(0, 7));
          at += pictureCount;
        }
        const rest = pageWithout(value, gone);
        if (rest !== value) pages.push({ storeField: storeFieldName, page: value });
        return rest;
      },
    },
  });
  countMonths(cache, months.values(), -1);
  return { pages, gone, months };
}

/**
 * Brings pictures back into pages that are still as their leaving left them; the others are right when the months have been
 * asked anew. Several losses come back in the order opposite to theirs.
 */
export function returnToTimeline(
  cache: ApolloCache,
  { pages, gone, months }: TimelineLoss,
  wanted: ReadonlySet<string>,
): void {
  const away = new Set([...gone].filter((id) => !wanted.has(id)));
  const back = new Set<string>();
  cache.modify({
    id: 'ROOT_QUERY',
    fields: {
      timelinePage: <Value>(value: Value, { storeFieldName }: { storeFieldName: string }) => {
        const before = pages.find(({ storeField }) => storeField === storeFieldName)?.page;
        if (!before || !isPage(value)) return value;
        const isAsLeft = pageWithout(before, gone).ids.join() === value.ids.join();
        if (!isAsLeft) return value;
        for (const id of before.ids) if (wanted.has(id)) back.add(id);
        return pageWithout(before, away);
      },
    },
  });
  countMonths(
    cache,
    [...back].flatMap((id) => months.get(id) ?? []),
    1,
  );
}

function countMonths(cache: ApolloCache, months: Iterable<string>, by: 1 | -1): void {
  const counts = Map.groupBy(months, (month) => month);
  if (counts.size === 0) return;
  cache.modify({
    id: 'ROOT_QUERY',
    fields: {
      timelineMonths: <Value>(value: Value) =>
        Array.isArray(value)
          ? value.map((each: MonthCount) => ({
              ...each,
              pictureCount: Math.max(0, each.pictureCount + by * (counts.get(each.month)?.length ?? 0)),
            }))
          : value,
    },
  });
}
