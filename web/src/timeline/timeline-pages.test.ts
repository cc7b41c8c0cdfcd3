import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetPictures } from '../picture/forget-pictures.ts';
import { KnownPictures } from './known-pictures.ts';
import { slicePage, type TimelinePage } from './slice-page.ts';
import { TimelineMonthsDocument } from './TimelineMonths.generated.ts';
import { pictureOf } from './testing/picture-of.ts';
import { seedSections, TimelinePages } from './timeline-pages.ts';
import { cutSections, type Section } from './timeline-sections.ts';

/** Pictures named p0, p1 … on days of the given sizes. */
function pageOf(days: [string, number][]): TimelinePage {
  const count = days.reduce((sum, [, pictures]) => sum + pictures, 0);
  const column = <T>(value: T): T[] => Array.from({ length: count }, () => value);
  return {
    __typename: 'TimelinePage',
    ids: Array.from({ length: count }, (_, index) => `p${index}`),
    kinds: column('IMAGE'),
    states: column('READY'),
    aspectRatios: column(1.5),
    durations: column(null),
    placeholders: column(null),
    days: days.map(([day, pictureCount]) => ({ __typename: 'TimelineDay', day, pictureCount })),
    startsDay: true,
    endsDay: true,
  };
}

// A server whose answers wait until they are let go.
function aServer() {
  const asked: { offset: number; answer: (page: TimelinePage) => void; isOver: () => boolean }[] = [];
  const link = new ApolloLink(
    ({ variables }) =>
      new Observable((observer) => {
        let over = false;
        asked.push({
          offset: Number(variables.offset),
          isOver: () => over,
          answer: (timelinePage) => {
            observer.next({ data: { timelinePage } });
            observer.complete();
          },
        });
        return () => {
          over = true;
        };
      }),
  );
  return { asked, client: new ApolloClient({ cache: new InMemoryCache(), link }) };
}

const months = (version: string, pictureCount = 1_200) => [
  { __typename: 'TimelineMonth' as const, month: '2026-05', pictureCount, version },
];
const [first, second] = cutSections(months('a'));
const sectionOf = (section: Section | undefined): Section => {
  if (!section) throw new Error('The test has no such section.');
  return section;
};
const whole = pageOf([['2026-05-16', 500]]);
const settled = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('TimelinePages', () => {
  it('asks once for what is wanted, and again only when its months have another version', async () => {
    const { asked, client } = aServer();
    const pages = new TimelinePages(client);
    const one = sectionOf(first);
    pages.want([one]);
    pages.want([one]);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(whole);
    await settled();
    expect(pages.snapshot().get(one.key)?.ids).toHaveLength(500);
    pages.want([one]);
    expect(asked).toHaveLength(1);

    const changed = sectionOf(cutSections(months('b'))[0]);
    pages.want([changed]);
    expect(asked).toHaveLength(2);
    // Until the new one is there the old one stays.
    expect(pages.snapshot().get(one.key)?.ids).toHaveLength(500);
    asked[1]?.answer(slicePage(whole, 0, 499));
    await settled();
    expect(pages.snapshot().get(one.key)?.ids).toHaveLength(499);
    pages.close();
  });

  it('calls back what is wanted no longer, and asks anew when it is wanted again', async () => {
    const { asked, client } = aServer();
    const pages = new TimelinePages(client);
    pages.want([sectionOf(first)]);
    pages.want([sectionOf(second)]);
    await settled();
    expect(asked.map(({ offset }) => offset)).toEqual([0, 500]);
    pages.want([sectionOf(first), sectionOf(second)]);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 500, 0]);
    pages.close();
  });

  it('tries again by itself where the server could not be asked', async () => {
    let tries = 0;
    const link = new ApolloLink(
      () =>
        new Observable((observer) => {
          tries += 1;
          if (tries === 1) observer.error(new Error('away'));
          else {
            observer.next({ data: { timelinePage: whole } });
            observer.complete();
          }
        }),
    );
    const pages = new TimelinePages(new ApolloClient({ cache: new InMemoryCache(), link }));
    pages.want([sectionOf(first)]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tries).toBe(2);
    expect(pages.snapshot().size).toBe(1);
    pages.close();
  });

  it('takes over whole sections of a first page, and no others', () => {
    const { asked, client } = aServer();
    const sections = cutSections([
      { month: '2026-11', pictureCount: 2, version: 'a' },
      { month: '2025-03', pictureCount: 3, version: 'a' },
      { month: '2024-01', pictureCount: 9, version: 'a' },
    ]);
    const page = pageOf([
      ['2026-11-22', 2],
      ['2025-03-02', 1],
      ['2025-03-01', 2],
      ['2024-01-01', 1],
    ]);
    seedSections(client, client.cache, sections, page);
    const pages = new TimelinePages(client);
    pages.want(sections);
    expect(asked).toHaveLength(1);
    expect(sections.map(({ key }) => pages.snapshot().get(key)?.ids)).toEqual([
      ['p0', 'p1'],
      ['p2', 'p3', 'p4'],
      undefined,
    ]);
    expect(pages.snapshot().get(sectionOf(sections[1]).key)?.days).toMatchObject([
      { day: '2025-03-02', pictureCount: 1 },
      { day: '2025-03-01', pictureCount: 2 },
    ]);
    pages.close();
  });

  it('loses a deleted picture at once, and has it back where the server says no', async () => {
    const { asked, client } = aServer();
    client.writeQuery({ query: TimelineMonthsDocument, data: { timelineMonths: months('a') } });
    const pages = new TimelinePages(client);
    const one = sectionOf(first);
    pages.want([one]);
    asked[0]?.answer(
      pageOf([
        ['2026-05-16', 3],
        ['2026-05-15', 497],
      ]),
    );
    await settled();
    client.cache.recordOptimisticTransaction(
      (cache) =>
        forgetPictures(cache, [
          { id: 'p1', albumId: 'a' },
          { id: 'p3', albumId: 'a' },
          { id: 'elsewhere', albumId: 'a' },
        ]),
      'delete',
    );
    const count = () =>
      client.cache.readQuery({ query: TimelineMonthsDocument, optimistic: true })?.timelineMonths[0]
        ?.pictureCount;
    const page = pages.snapshot().get(one.key);
    expect(page?.ids.slice(0, 4)).toEqual(['p0', 'p2', 'p4', 'p5']);
    expect(page?.days.map(({ pictureCount }) => pictureCount)).toEqual([2, 496]);
    expect([page?.aspectRatios.length, count()]).toEqual([498, 1_198]);
    client.cache.removeOptimistic('delete');
    expect([pages.snapshot().get(one.key)?.ids.length, count()]).toEqual([500, 1_200]);
    pages.close();
  });
});

it('brings the pictures in sight with a section, all in one question', async () => {
  const asked: { operationName: string | undefined; from: unknown; pictures: unknown }[] = [];
  const link = new ApolloLink(({ operationName, variables }) => {
    asked.push({ operationName, from: variables.from, pictures: variables.pictures });
    const pictures = [pictureOf('p7'), null];
    return new Observable((observer) => {
      observer.next({ data: { timelinePage: { ...whole, pictures } } });
      observer.complete();
    });
  });
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const pages = new TimelinePages(client);
  const one = sectionOf(first);
  const told = vi.fn();
  pages.subscribe(told);
  pages.want([one], () => ({ from: 7, count: 2 }));
  await settled();
  expect(asked).toEqual([{ operationName: 'TimelineSectionInSight', from: 7, pictures: 2 }]);
  expect(pages.snapshot().get(one.key)?.ids).toHaveLength(500);
  expect([...new KnownPictures(client).read(['p7', 'p8']).keys()]).toEqual(['p7']);
  pages.want([one]);
  await settled();
  expect(asked).toHaveLength(1);
  pages.close();
});

describe('slicePage', () => {
  it('knows whether it cuts through a day', () => {
    const page = pageOf([
      ['2026-05-16', 3],
      ['2026-05-15', 3],
    ]);
    const ends = (start: number, end: number) => {
      const { startsDay, endsDay } = slicePage(page, start, end);
      return [startsDay, endsDay];
    };
    expect([ends(0, 3), ends(1, 3), ends(0, 4), ends(3, 6)]).toEqual([
      [true, true],
      [false, true],
      [true, false],
      [true, true],
    ]);
  });
});
