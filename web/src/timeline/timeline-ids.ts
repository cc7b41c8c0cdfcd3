import type { ApolloClient } from '@apollo/client';
import type { SectionDay } from './section-layout.ts';
import { TimelineIdsDocument, type TimelineIdsQuery } from './TimelineIds.generated.ts';
import type { TilePlace, TimelineLayout } from './timeline-layout.ts';
import { type Section, sectionSize } from './timeline-sections.ts';

/** The ids and days of a section, loaded or asked for. */
export type SectionIds = Pick<TimelineIdsQuery['timelinePage'], 'ids' | 'days' | 'startsDay' | 'endsDay'>;

/** Questions that are on their way at once. */
const atOnce = 4;

/** Finds ids all over the timeline. What is not loaded is asked for, and not kept. */
export interface TimelineIds {
  /** Where a picture stands in a section that has perhaps been unloaded; null where it isn't there any more. */
  placeIn(sectionKey: string, id: string): Promise<TilePlace | null>;
  /** The pictures from one place to another, both included, in whichever order they are given. */
  between(one: TilePlace, other: TilePlace): Promise<string[]>;
  /** All pictures of a day, also of what stands of it in the sections before and after. */
  ofDay(section: number, day: SectionDay): Promise<string[]>;
  /** All there are; `onSome` is given them as they come. */
  all(onSome: (ids: readonly string[]) => void): Promise<void>;
}

/** @param pageOf what is loaded of a section. */
export function findTimelineIds(
  client: ApolloClient,
  { sections }: TimelineLayout,
  pageOf: (section: Section) => SectionIds | null,
): TimelineIds {
  const read = async (index: number): Promise<SectionIds> => {
    const section = sections[index]?.section;
    if (!section) return { ids: [], days: [], startsDay: true, endsDay: true };
    const loaded = pageOf(section);
    if (loaded) return loaded;
    const { since, until, offset } = section;
    const { data } = await client.query({
      query: TimelineIdsDocument,
      variables: { since, until, offset, first: sectionSize },
      fetchPolicy: 'no-cache',
    });
    if (!data) throw new Error('The server answered nothing.');
    return data.timelinePage;
  };

  const readAll = async (first: number, last: number, onSome: (pages: SectionIds[]) => void) => {
    for (let from = first; from <= last; from += atOnce) {
      const count = Math.min(atOnce, last - from + 1);
      onSome(await Promise.all(Array.from({ length: count }, (_, index) => read(from + index))));
    }
  };

  return {
    async placeIn(sectionKey, id) {
      const section = sections.findIndex((each) => each.section.key === sectionKey);
      if (section < 0) return null;
      const index = (await read(section)).ids.indexOf(id);
      return index < 0 ? null : { section, index };
    },
    async between(one, other) {
      const forward =
        one.section < other.section || (one.section === other.section && one.index <= other.index);
      const [start, end] = forward ? [one, other] : [other, one];
      const pages: SectionIds[] = [];
      await readAll(start.section, end.section, (some) => pages.push(...some));
      return pages.flatMap(({ ids }, index) =>
        ids.slice(
          index === 0 ? start.index : 0,
          start.section + index === end.section ? end.index + 1 : undefined,
        ),
      );
    },
    async ofDay(section, day) {
      const here = await read(section);
      const found = here.ids.slice(day.start, day.end);
      let first = section;
      for (let page = here; day.start === 0 && !page.startsDay && first > 0; ) {
        first -= 1;
        page = await read(first);
        found.unshift(...page.ids.slice(-(page.days.at(-1)?.pictureCount ?? 0)));
        if (page.days.length > 1) break;
      }
      let last = section;
      for (let page = here; day.end === here.ids.length && !page.endsDay && last < sections.length - 1; ) {
        last += 1;
        page = await read(last);
        found.push(...page.ids.slice(0, page.days[0]?.pictureCount ?? 0));
        if (page.days.length > 1) break;
      }
      return found;
    },
    all: (onSome) => readAll(0, sections.length - 1, (pages) => onSome(pages.flatMap(({ ids }) => ids))),
  };
}
