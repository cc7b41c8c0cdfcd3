import { gql, InMemoryCache } from '@apollo/client';
import { expect, it } from 'vitest';
import { forgetInTimeline, returnToTimeline } from './forget-in-timeline.ts';

const query = gql`
  query Timeline {
    timelineMonths { month pictureCount version }
    timelinePage(since: "2026-11") {
      ids kinds states aspectRatios durations placeholders days { day pictureCount } startsDay endsDay
    }
  }
`;

interface Read {
  timelineMonths: { month: string; pictureCount: number }[];
  timelinePage: { ids: string[]; days: { day: string; pictureCount: number }[] };
}

function aCache() {
  const cache = new InMemoryCache();
  const ids = [...'abcd'];
  cache.writeQuery({
    query,
    data: {
      timelineMonths: [
        { __typename: 'TimelineMonth', month: '2026-11', pictureCount: 3, version: '1' },
        { __typename: 'TimelineMonth', month: '2026-10', pictureCount: 7, version: '1' },
      ],
      timelinePage: {
        __typename: 'TimelinePage',
        ids,
        kinds: ids.map(() => 'IMAGE'),
        states: ids.map(() => 'READY'),
        aspectRatios: ids.map(() => 1),
        durations: ids.map(() => null),
        placeholders: ids.map(() => null),
        days: [
          { __typename: 'TimelineDay', day: '2026-11-02', pictureCount: 3 },
          { __typename: 'TimelineDay', day: '2026-10-30', pictureCount: 1 },
        ],
        startsDay: true,
        endsDay: true,
      },
    },
  });
  return cache;
}

function shown(cache: InMemoryCache) {
  const data = cache.readQuery<Read>({ query });
  return [
    data?.timelinePage.ids.join(''),
    data?.timelinePage.days.map(({ pictureCount }) => pictureCount).join(),
    data?.timelineMonths.map(({ pictureCount }) => pictureCount).join(),
  ];
}

it('brings pictures back to their days and months, and leaves out whichever stays away', () => {
  const cache = aCache();
  const before = shown(cache);
  const loss = forgetInTimeline(cache, new Set('bd'));
  expect(shown(cache)).toEqual(['ac', '2', '2,6']);
  returnToTimeline(cache, loss, new Set('d'));
  expect(shown(cache)).toEqual(['acd', '2,1', '2,7']);
  const other = aCache();
  returnToTimeline(other, forgetInTimeline(other, new Set('bd')), new Set('bd'));
  expect(shown(other)).toEqual(before);
});

it('leaves a page alone that has been loaded anew since', () => {
  const cache = aCache();
  const first = forgetInTimeline(cache, new Set('b'));
  forgetInTimeline(cache, new Set('a'));
  returnToTimeline(cache, first, new Set('b'));
  expect(shown(cache)).toEqual(['cd', '1,1', '1,7']);
});
