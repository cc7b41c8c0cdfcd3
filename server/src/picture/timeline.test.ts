import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AMember, type AnAlbum, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { pictures } from './picture.table.ts';

const harness = await openHarness();

type Month = { month: string; pictureCount: number; version: string };
type Page = {
  ids: string[];
  kinds: string[];
  states: string[];
  aspectRatios: (number | null)[];
  durations: (number | null)[];
  placeholders: (string | null)[];
  days: { day: string; pictureCount: number }[];
  startsDay: boolean;
  endsDay: boolean;
  hasNextPage: boolean;
  endCursor: string | null;
};
type Args = {
  since?: string | null;
  until?: string | null;
  offset?: number;
  after?: string | null;
  first?: number;
};

const MONTHS = '{ timelineMonths { month pictureCount version } }';
const PAGE = `query ($since: String, $until: String, $offset: Int! = 0, $after: String, $first: Int! = 500) {
  timelinePage(since: $since, until: $until, offset: $offset, after: $after, first: $first) {
    ids kinds states aspectRatios durations placeholders days { day pictureCount } startsDay endsDay hasNextPage endCursor
  } }`;

const monthsOf = async ({ token }: AMember) =>
  (await harness.ask<{ timelineMonths: Month[] }>(MONTHS, {}, { token })).timelineMonths;
const countsOf = async (member: AMember) =>
  (await monthsOf(member)).map(({ month, pictureCount }) => [month, pictureCount]);
const pageOf = async ({ token }: AMember, args: Args = {}) =>
  (await harness.ask<{ timelinePage: Page }>(PAGE, args, { token })).timelinePage;

/** Everything by cursors, in pages of a size; between two of them something may happen. */
async function walk(member: AMember, first: number, between = async () => {}): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page = await pageOf(member, { first, after });
    seen.push(...page.ids);
    if (!page.hasNextPage) return seen;
    after = page.endCursor;
    await between();
  }
}

async function placeOf({ token }: AMember, id: string) {
  const query = 'query ($id: ID!) { picture(id: $id) { timelinePlace { month offset } } }';
  const { picture } = await harness.ask<{ picture: { timelinePlace: object } | null }>(
    query,
    { id },
    { token },
  );
  return picture?.timelinePlace;
}

let member: AMember;
let album: AnAlbum;
/** The ids as the timeline must show them. */
let expected: string[];

// Two share an instant, two a midnight between months, and one month is empty.
const times = [
  '2026-05-31 23:59:59.999999',
  '2026-06-01 00:00:00.000000',
  '2026-06-01 00:00:00.000000',
  '2026-06-02 12:00:00.000000',
  '2026-06-02 12:00:00.000000',
  '2026-06-02 12:00:00.000001',
  '2026-08-15 08:00:00.000000',
  '1999-12-31 23:00:00.000000',
];

beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  const made: { id: string; pictureId: string; at: string }[] = [];
  for (const at of times)
    made.push({ ...(await aPicture(harness, member, album, { localAt: at, state: 'READY' })), at });
  expected = made
    .sort((a, b) => (a.at === b.at ? (a.pictureId < b.pictureId ? 1 : -1) : a.at < b.at ? 1 : -1))
    .map(({ id }) => id);
});

const addTo = (owner: AMember, home: AnAlbum, localAt: string) => aPicture(harness, owner, home, { localAt });
const become = (pictureId: string, change: Partial<typeof pictures.$inferInsert>) =>
  harness.deps.db.update(pictures).set(change).where(eq(pictures.id, pictureId));

describe('the months', () => {
  it('count pictures by what the camera showed, wherever on Earth that was', async () => {
    expect(await countsOf(member)).toEqual([
      ['2026-08', 1],
      ['2026-06', 5],
      ['2026-05', 1],
      ['1999-12', 1],
    ]);
    const traveller = await aMember(harness);
    const trip = await anAlbum(harness, traveller);
    // New Year's Eve in Honolulu: in UTC it was the next year.
    await aPicture(harness, traveller, trip, {
      localAt: '2025-12-31 23:30:00.000000',
      sortAt: '2026-01-01 09:30:00.000000',
    });
    expect(await countsOf(traveller)).toEqual([['2025-12', 1]]);
    expect((await pageOf(traveller)).days).toEqual([{ day: '2025-12-31', pictureCount: 1 }]);
  });

  it('know nothing of the trash, of what was deleted, nor of albums on their way out, and of nobody else', async () => {
    const one = await aMember(harness);
    const [kept, gone] = [await anAlbum(harness, one), await anAlbum(harness, one)];
    const stays = await addTo(one, kept, '2026-02-01 10:00:00.000000');
    const trashed = await addTo(one, kept, '2026-02-01 11:00:00.000000');
    const deleted = await addTo(one, kept, '2026-03-01 10:00:00.000000');
    await addTo(one, gone, '2026-02-02 10:00:00.000000');
    const orphan = await addTo(one, gone, '2026-04-01 10:00:00.000000');
    await become(trashed.pictureId, { lifecycle: 'TRASHED' });
    await become(deleted.pictureId, { lifecycle: 'DELETED' });
    await harness.deps.db.execute(sql`update albums set deleted_at = now(6) where id = ${gone.albumId}`);
    expect(await countsOf(one)).toEqual([['2026-02', 1]]);
    expect((await pageOf(one)).ids).toEqual([stays.id]);
    expect((await pageOf(one, { offset: 1 })).ids).toEqual([]);
    expect(await placeOf(one, stays.id)).toEqual({ month: '2026-02', offset: 0 });
    expect(await placeOf(one, orphan.id)).toBeUndefined();
  });

  it('have another version when a picture comes, goes or moves, and else the same', async () => {
    const one = await aMember(harness);
    const home = await anAlbum(harness, one);
    const seen = new Set<string>();
    const versionOf = async () => (await monthsOf(one))[0]?.version ?? '';
    const first = await addTo(one, home, '2026-02-01 10:00:00.000000');
    seen.add(await versionOf());
    const second = await addTo(one, home, '2026-02-03 10:00:00.000000');
    seen.add(await versionOf());
    await become(first.pictureId, { localAt: '2026-02-04 10:00:00.000000' });
    seen.add(await versionOf());
    const before = await versionOf();
    await addTo(one, home, '2026-01-01 10:00:00.000000');
    expect(await versionOf()).toBe(before);
    await become(second.pictureId, { lifecycle: 'TRASHED' });
    seen.add(await versionOf());
    expect(seen.size).toBe(4);
    await become(second.pictureId, { lifecycle: 'LIVE' });
    expect(await versionOf()).toBe(before);
  });

  it('count what the pages answer', async () => {
    for (const { month, pictureCount } of await monthsOf(member))
      expect((await pageOf(member, { since: month, until: month })).ids).toHaveLength(pictureCount);
  });
});

describe('a page', () => {
  it('is the same by cursors and by offsets, in pages of any size', async () => {
    for (let size = 1; size <= expected.length + 1; size += 1) {
      expect(await walk(member, size)).toEqual(expected);
      for (let offset = 0; offset <= expected.length; offset += 1)
        expect((await pageOf(member, { offset, first: size })).ids).toEqual(
          expected.slice(offset, offset + size),
        );
    }
  });

  it('ends where its months end', async () => {
    const page = await pageOf(member, { since: '2026-05', until: '2026-06', first: 4 });
    expect(page.ids).toEqual(expected.slice(1, 5));
    const rest = await pageOf(member, { since: '2026-05', until: '2026-06', after: page.endCursor });
    expect(rest.ids).toEqual(expected.slice(5, 7));
    expect([page.hasNextPage, rest.hasNextPage]).toEqual([true, false]);
    expect((await pageOf(member, { until: '1999-12' })).ids).toEqual(expected.slice(-1));
  });

  it('tells its days, and whether it cuts through one', async () => {
    const page = await pageOf(member, { offset: 2, first: 4 });
    expect(page.days).toEqual([
      { day: '2026-06-02', pictureCount: 2 },
      { day: '2026-06-01', pictureCount: 2 },
    ]);
    expect([page.startsDay, page.endsDay]).toEqual([false, true]);
    const middle = await pageOf(member, { offset: 1, first: 2 });
    expect([middle.startsDay, middle.endsDay]).toEqual([true, false]);
    const next = await pageOf(member, { after: middle.endCursor, first: 1 });
    expect([next.startsDay, next.endsDay]).toEqual([false, true]);
    const all = await pageOf(member);
    expect([all.startsDay, all.endsDay]).toEqual([true, true]);
  });

  it('has those of its pictures in full that are asked for, in its order', async () => {
    const picturesOf = async (offset: number, first: number) => {
      const query = `query ($offset: Int!, $first: Int!) {
        timelinePage(offset: 1, first: 4) { pictures(offset: $offset, first: $first) { id filename } } }`;
      const { timelinePage } = await harness.ask<{ timelinePage: { pictures: { id: string }[] } }>(
        query,
        { offset, first },
        { token: member.token },
      );
      return timelinePage.pictures.map(({ id }) => id);
    };
    expect(await picturesOf(1, 2)).toEqual(expected.slice(2, 4));
    expect(await picturesOf(3, 100)).toEqual(expected.slice(4, 5));
    expect(await picturesOf(9, 1)).toEqual([]);
    await expect(picturesOf(0, 101)).rejects.toThrow(/1 to 100/);
    await expect(picturesOf(-1, 1)).rejects.toThrow(/0 or more/);
  });

  it('has columns of one length, with nothing known of what is not READY', async () => {
    const one = await aMember(harness);
    const home = await anAlbum(harness, one);
    const ready = { state: 'READY', width: 4032, height: 3024, placeholder: Buffer.from('hash') } as const;
    await aPicture(harness, one, home, { ...ready, localAt: '2026-02-03 10:00:00.000000' });
    const video = { ...ready, kind: 'VIDEO', width: 1080, height: 1920, durationSeconds: 12.5 } as const;
    await aPicture(harness, one, home, { ...video, localAt: '2026-02-02 10:00:00.000000' });
    await addTo(one, home, '2026-02-01 10:00:00.000000');
    expect(await pageOf(one)).toMatchObject({
      kinds: ['IMAGE', 'VIDEO', 'IMAGE'],
      states: ['READY', 'READY', 'PROCESSING'],
      aspectRatios: [1.333, 0.563, null],
      durations: [null, 12.5, null],
      placeholders: ['aGFzaA==', 'aGFzaA==', null],
    });
  });

  it('misses and repeats nothing while others come and go', async () => {
    const one = await aMember(harness);
    const home = await anAlbum(harness, one);
    const at = (second: number) => `2026-02-01 10:00:${String(second).padStart(2, '0')}.000000`;
    const kept: string[] = [];
    const doomed: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const picture = await addTo(one, home, at(i));
      if (i % 3 === 0) doomed.push(picture.pictureId);
      else kept.unshift(picture.id);
    }
    let newest = 20;
    const seen = await walk(one, 3, async () => {
      newest += 1;
      await addTo(one, home, at(newest));
      await become(doomed.pop() ?? '', { lifecycle: 'TRASHED' });
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => kept.includes(id))).toEqual(kept);
  });

  it('refuses what it cannot mean', async () => {
    const stranger = await aMember(harness);
    await addTo(stranger, await anAlbum(harness, stranger), '2026-02-01 10:00:00.000000');
    const theirs = (await pageOf(stranger)).endCursor;
    const wrong: Args[] = [
      { first: 0 },
      { first: 1_001 },
      { offset: -1 },
      { offset: 1, after: (await pageOf(member)).endCursor },
      { after: theirs },
      { after: 'x' },
      { since: '2026-13' },
      { until: '2026' },
      { until: "2026-01' or 1" },
    ];
    for (const args of wrong)
      expect((await harness.api(PAGE, args, { token: member.token })).codes, JSON.stringify(args)).toEqual([
        'BAD_USER_INPUT',
      ]);
    expect((await harness.api(PAGE)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await harness.api(MONTHS)).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('the place of a picture', () => {
  it('is its month and its index there', async () => {
    for (const { month } of await monthsOf(member)) {
      const { ids } = await pageOf(member, { since: month, until: month });
      for (const [offset, id] of ids.entries()) expect(await placeOf(member, id)).toEqual({ month, offset });
    }
  });
});
