import type { TimelineSection_PageFragment } from './TimelineSection.generated.ts';
import type { Section } from './timeline-sections.ts';

/** A page as the cache holds it. */
export type TimelinePage = TimelineSection_PageFragment;

/** The pictures of a page from `start` to before `end`, as a page of their own. */
export function slicePage(page: TimelinePage, start: number, end: number): TimelinePage {
  const dayOf: string[] = page.days.flatMap(({ day, pictureCount }) => Array(pictureCount).fill(day));
  const days: TimelinePage['days'] = [];
  for (const day of dayOf.slice(start, end)) {
    const last = days.at(-1);
    if (last?.day === day) last.pictureCount += 1;
    else days.push({ __typename: 'TimelineDay', day, pictureCount: 1 });
  }
  return {
    ...page,
    ids: page.ids.slice(start, end),
    kinds: page.kinds.slice(start, end),
    states: page.states.slice(start, end),
    aspectRatios: page.aspectRatios.slice(start, end),
    durations: page.durations.slice(start, end),
    placeholders: page.placeholders.slice(start, end),
    days,
    startsDay: start > 0 ? dayOf[start - 1] !== dayOf[start] : page.startsDay,
    endsDay: end < dayOf.length ? dayOf[end] !== dayOf[end - 1] : page.endsDay,
  };
}

/** The pages of the first sections, as far as a page of the timeline's beginning holds whole ones. */
export function pagesOfStart(
  sections: readonly Section[],
  page: TimelinePage,
): { section: Section; page: TimelinePage }[] {
  const pages: { section: Section; page: TimelinePage }[] = [];
  let start = 0;
  for (const section of sections) {
    const end = start + section.pictureCount;
    if (end > page.ids.length) break;
    pages.push({ section, page: slicePage(page, start, end) });
    start = end;
  }
  return pages;
}

/** A page without some of its pictures; the same object where it has none of them. */
export function pageWithout(page: TimelinePage, gone: ReadonlySet<string>): TimelinePage {
  const kept = page.ids.flatMap((id, index) => (gone.has(id) ? [] : [index]));
  if (kept.length === page.ids.length) return page;
  const pick = <T>(column: readonly T[]): T[] => kept.flatMap((index) => column.slice(index, index + 1));
  let at = 0;
  const days = page.days.flatMap((run) => {
    const ids = page.ids.slice(at, at + run.pictureCount);
    at += run.pictureCount;
    const pictureCount = ids.filter((id) => !gone.has(id)).length;
    return pictureCount > 0 ? [{ ...run, pictureCount }] : [];
  });
  return {
    ...page,
    ids: pick(page.ids),
    kinds: pick(page.kinds),
    states: pick(page.states),
    aspectRatios: pick(page.aspectRatios),
    durations: pick(page.durations),
    placeholders: pick(page.placeholders),
    days,
  };
}
