import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { expect, it } from 'vitest';
import { findTimelineIds } from './timeline-ids.ts';
import { placeSections } from './timeline-layout.ts';
import { cutSections } from './timeline-sections.ts';

const options = {
  width: 1000,
  target: 200,
  gap: 4,
  headingHeight: 40,
  headingRoom: 150,
  groupGap: 20,
  monthHeight: 60,
};

/** The ids of a timeline of 700 pictures of one month, p0 to p699, newest first, of which nothing is loaded. */
function idsOfAMonth() {
  const asked: number[] = [];
  const link = new ApolloLink(({ variables }) => {
    const { offset, first } = variables;
    asked.push(offset);
    const count = Math.min(first, 700 - offset);
    const timelinePage = {
      __typename: 'TimelinePage',
      ids: Array.from({ length: count }, (_, index) => `p${offset + index}`),
      days: [{ __typename: 'TimelineDay', day: '2026-05-16', pictureCount: count }],
      startsDay: offset === 0,
      endsDay: offset > 0,
    };
    return new Observable((observer) => {
      observer.next({ data: { timelinePage } });
      observer.complete();
    });
  });
  const sections = cutSections([{ month: '2026-05', pictureCount: 700, version: 'a' }]);
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const ids = findTimelineIds(
    client,
    placeSections(sections, () => null, options),
    () => null,
  );
  return { asked, ids, keys: sections.map(({ key }) => key) };
}

it('finds the ids from one place to another, a day and all of them, where nothing is loaded', async () => {
  const { ids } = idsOfAMonth();
  const range = await ids.between({ section: 1, index: 1 }, { section: 0, index: 498 });
  expect(range).toEqual(['p498', 'p499', 'p500', 'p501']);
  expect(await ids.ofDay(1, { day: '2026-05-16', start: 0, end: 200 })).toHaveLength(700);
  const all: string[] = [];
  await ids.all((some) => all.push(...some));
  expect(new Set(all).size).toBe(700);
});

it('finds where a picture stands in a section that is not loaded any more, by the section’s key', async () => {
  const { asked, ids, keys } = idsOfAMonth();
  expect(await ids.placeIn(keys[1] ?? '', 'p520')).toEqual({ section: 1, index: 20 });
  expect(asked).toEqual([500]);
  expect(await ids.placeIn(keys[1] ?? '', 'p3')).toBeNull();
  expect(await ids.placeIn('2020-01/2020-01/0', 'p520')).toBeNull();
});
