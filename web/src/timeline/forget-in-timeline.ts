import type { ApolloCache } from '@apollo/client';
import { pageWithout, type TimelinePage } from './slice-page.ts';
import type { MonthCount } from './timeline-sections.ts';

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
export function forgetInTimeline(cache: ApolloCache, gone: ReadonlySet<string>): void {
  const monthOf = new Map<string, string>();
  cache.modify({
    id: 'ROOT_QUERY',
    fields: {
      timelinePage: <Value>(value: Value) => {
        if (!isPage(value)) return value;
        let at = 0;
        for (const { day, pictureCount } of value.days) {
          for (const id of value.ids.slice(at, at + pictureCount))
            if (gone.has(id)) monthOf.set(id, day.slice(0, 7));
          at += pictureCount;
        }
        return pageWithout(value, gone);
      },
    },
  });
  if (monthOf.size === 0) return;
  const left = Map.groupBy(monthOf.values(), (month) => month);
  cache.modify({
    id: 'ROOT_QUERY',
    fields: {
      timelineMonths: <Value>(value: Value) =>
        Array.isArray(value)
          ? value.map((each: MonthCount) => ({
              ...each,
              pictureCount: each.pictureCount - (left.get(each.month)?.length ?? 0),
            }))
          : value,
    },
  });
}
