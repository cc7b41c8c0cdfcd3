import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AMember, type AnAlbum, aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { pictures } from './picture.table.ts';

const harness = await openHarness();

type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
};
type Page = {
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: PageInfo;
  totalCount: number;
};
type Args = { first?: number | null; after?: string | null; last?: number | null; before?: string | null };

const PAGE = `edges { cursor node { id } } nodes { id } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`;
const VARIABLES = '$first: Int, $after: String, $last: Int, $before: String';
const ARGUMENTS = 'first: $first, after: $after, last: $last, before: $before';

let member: AMember;
let album: AnAlbum;
/** The ids as the list must show them. */
let expected: string[];

const ofAlbum = async (args: Args, id = album.id, token = member.token) => {
  const query = `query ($id: ID!, ${VARIABLES}) { album(id: $id) { pictures(${ARGUMENTS}) { ${PAGE} } } }`;
  const { data, errors, codes } = await harness.api<{ album: { pictures: Page } }>(
    query,
    { id, ...args },
    { token },
  );
  return { page: data?.album?.pictures, errors, codes };
};
const ofMember = async (args: Args, token = member.token) => {
  const query = `query (${VARIABLES}) { pictures(${ARGUMENTS}) { ${PAGE} } }`;
  const { data, codes } = await harness.api<{ pictures: Page }>(query, args, { token });
  return { page: data?.pictures, codes };
};
const ids = (page: Page | undefined) => page?.edges.map(({ node }) => node.id);

beforeAll(async () => {
  member = await aMember(harness);
  album = await anAlbum(harness, member);
  // Three share a microsecond, and three more a millisecond: a cursor that loses either would skip or repeat them.
  const times = [
    '00.000001',
    '00.000002',
    '00.000002',
    '00.000002',
    '00.000999',
    '00.001000',
    '00.001001',
    '59.999999',
  ];
  const made: { id: string; pictureId: string; at: string }[] = [];
  for (const time of times) {
    const at = `2026-11-01 10:00:${time}`;
    made.push({ ...(await aPicture(harness, member, album, { createdAt: at })), at });
  }
  expected = made
    .sort((a, b) => (a.at === b.at ? (a.pictureId < b.pictureId ? 1 : -1) : a.at < b.at ? 1 : -1))
    .map(({ id }) => id);
});

describe('a connection', () => {
  it('is walked forward in pages of any size without a gap or a repeat', async () => {
    for (let size = 1; size <= expected.length + 1; size += 1) {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { page } = await ofAlbum({ first: size, after });
        seen.push(...(ids(page) ?? []));
        expect(page?.pageInfo.hasNextPage, `first ${size}`).toBe(seen.length < expected.length);
        expect(page?.pageInfo.hasPreviousPage).toBe(after !== null);
        after = page?.pageInfo.endCursor ?? null;
        more = page?.pageInfo.hasNextPage === true;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('is walked backward the same way, each page in the list’s own order', async () => {
    for (let size = 1; size <= expected.length + 1; size += 1) {
      const seen: string[] = [];
      for (let before: string | null = null, more = true; more; ) {
        const { page } = await ofAlbum({ last: size, before });
        seen.unshift(...(ids(page) ?? []));
        expect(page?.pageInfo.hasPreviousPage, `last ${size}`).toBe(seen.length < expected.length);
        expect(page?.pageInfo.hasNextPage).toBe(before !== null);
        before = page?.pageInfo.startCursor ?? null;
        more = page?.pageInfo.hasPreviousPage === true;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('answers what lies between two cursors, from either end', async () => {
    const all = (await ofAlbum({ first: 100 })).page;
    const cursors = all?.edges.map(({ cursor }) => cursor) ?? [];
    for (let from = 0; from < cursors.length; from += 1)
      for (let to = from + 1; to < cursors.length; to += 1) {
        const between = expected.slice(from + 1, to);
        const window = { after: cursors[from], before: cursors[to] };
        const [head, tail] = [await ofAlbum({ first: 2, ...window }), await ofAlbum({ last: 2, ...window })];
        expect(ids(head.page)).toEqual(between.slice(0, 2));
        expect(head.page?.pageInfo.hasNextPage).toBe(between.length > 2);
        expect(ids(tail.page)).toEqual(between.slice(-2));
        expect(tail.page?.pageInfo.hasPreviousPage).toBe(between.length > 2);
      }
  });

  it('tells nodes, edges, cursors and total of one page alike', async () => {
    const { page } = await ofAlbum({ first: 3 });
    expect(page?.nodes).toEqual(page?.edges.map(({ node }) => node));
    expect(page?.pageInfo).toMatchObject({
      startCursor: page?.edges[0]?.cursor,
      endCursor: page?.edges[2]?.cursor,
    });
    expect(page?.totalCount).toBe(expected.length);
    const last = (await ofAlbum({ first: 100 })).page?.pageInfo.endCursor;
    const { page: empty } = await ofAlbum({ first: 3, after: last });
    expect(empty).toEqual({
      edges: [],
      nodes: [],
      totalCount: expected.length,
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('takes 1 to 100 of first or last, and 30 where neither is given', async () => {
    const many = await anAlbum(harness, member, 'Many');
    for (let i = 0; i < 32; i += 1) await aPicture(harness, member, many);
    expect(ids((await ofAlbum({}, many.id)).page)).toHaveLength(30);
    expect(ids((await ofAlbum({ first: null, last: null }, many.id)).page)).toHaveLength(30);
    expect(ids((await ofAlbum({ first: 100 }, many.id)).page)).toHaveLength(32);
    for (const args of [
      { first: 0 },
      { first: -1 },
      { first: 101 },
      { last: 0 },
      { last: 101 },
      { first: 1, last: 1 },
    ])
      expect((await ofAlbum(args)).codes, JSON.stringify(args)).toEqual(['BAD_USER_INPUT']);
  });

  it('takes no cursor that it did not make', async () => {
    const { page } = await ofAlbum({ first: 1 });
    const cursor = page?.pageInfo.endCursor ?? '';
    const stranger = await aMember(harness);
    const foreign = await anAlbum(harness, stranger);
    await aPicture(harness, stranger, foreign);
    const theirs = (await ofAlbum({ first: 1 }, foreign.id, stranger.token)).page?.pageInfo.endCursor;
    const forged = Buffer.from('1|2026-11-01 10:00:00.000002|01JDA0000000000000000000AA').toString(
      'base64url',
    );
    const altered = `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`;
    const wrong = [
      '',
      'x',
      'MQ==',
      forged,
      altered,
      `${cursor}A`,
      cursor.slice(1),
      ` ${cursor}`,
      theirs,
      'ü'.repeat(99),
    ];
    for (const after of wrong) {
      expect((await ofAlbum({ first: 1, after })).codes, `after ${after}`).toEqual(['BAD_USER_INPUT']);
      expect((await ofAlbum({ last: 1, before: after })).codes, `before ${after}`).toEqual([
        'BAD_USER_INPUT',
      ]);
    }
  });

  it('stands in the order asked for, each with cursors of its own', async () => {
    const mixed = await anAlbum(harness, member, 'Mixed');
    const at = (added: string, taken: string) =>
      aPicture(harness, member, mixed, {
        createdAt: `2026-11-0${added} 10:00:00.000000`,
        sortAt: `${taken}-01-01 00:00:00.000000`,
      });
    const [one, two, three] = [await at('1', '2020'), await at('2', '2018'), await at('3', '2019')];
    const page = async (args: string) => {
      const { data, codes } = await harness.api<{ album: { pictures: Page } }>(
        `query ($id: ID!) { album(id: $id) { pictures(${args}) { ${PAGE} } } }`,
        { id: mixed.id },
        { token: member.token },
      );
      return { ids: ids(data?.album?.pictures), cursor: data?.album?.pictures.pageInfo.endCursor, codes };
    };
    const [added, taken] = [
      [three.id, two.id, one.id],
      [one.id, three.id, two.id],
    ];
    expect((await page('first: 9')).ids).toEqual(added);
    expect((await page('first: 9, orderBy: ADDED')).ids).toEqual(added);
    expect((await page('first: 9, orderBy: null')).ids).toEqual(added);
    const first = await page('first: 2, orderBy: TAKEN');
    expect(first.ids).toEqual(taken.slice(0, 2));
    expect((await page(`first: 2, orderBy: TAKEN, after: "${first.cursor}"`)).ids).toEqual(taken.slice(2));
    expect((await page('last: 2, orderBy: TAKEN')).ids).toEqual(taken.slice(1));
    expect((await page(`first: 2, after: "${first.cursor}"`)).codes).toEqual(['BAD_USER_INPUT']);
    const inAdded = (await page('first: 1')).cursor;
    expect((await page(`first: 2, orderBy: TAKEN, after: "${inAdded}"`)).codes).toEqual(['BAD_USER_INPUT']);
    expect((await page(`first: 2, orderBy: ADDED, after: "${inAdded}"`)).ids).toEqual(added.slice(1));
  });

  it('has cursors that outlive their rows', async () => {
    const fleeting = await anAlbum(harness, member, 'Fleeting');
    const made = [];
    for (let i = 0; i < 3; i += 1) made.push(await aPicture(harness, member, fleeting));
    const cursor = (await ofAlbum({ first: 2 }, fleeting.id)).page?.edges[1]?.cursor;
    const [oldest, middle, newest] = made;
    await harness.deps.db
      .update(pictures)
      .set({ lifecycle: 'DELETED' })
      .where(eq(pictures.id, middle?.pictureId ?? ''));
    expect(ids((await ofAlbum({ first: 2, after: cursor }, fleeting.id)).page)).toEqual([oldest?.id]);
    expect(ids((await ofAlbum({ last: 2, before: cursor }, fleeting.id)).page)).toEqual([newest?.id]);
  });

  it('misses and repeats nothing while others are added and removed', async () => {
    const busy = await anAlbum(harness, member, 'Busy');
    const kept: string[] = [];
    const doomed: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const picture = await aPicture(harness, member, busy);
      if (i % 3 === 0) doomed.push(picture.pictureId);
      else kept.unshift(picture.id);
    }
    const seen: string[] = [];
    for (let after: string | null | undefined = null, more = true; more; ) {
      const { page } = await ofAlbum({ first: 3, after }, busy.id);
      seen.push(...(ids(page) ?? []));
      ({ endCursor: after, hasNextPage: more } = page?.pageInfo ?? { endCursor: null, hasNextPage: false });
      await aPicture(harness, member, busy);
      await harness.deps.db
        .update(pictures)
        .set({ lifecycle: 'DELETED' })
        .where(eq(pictures.id, doomed.pop() ?? ''));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => kept.includes(id))).toEqual(kept);
  });
});

describe('pictures', () => {
  it('stand by when they were taken, else added, over all albums', async () => {
    const one = await aMember(harness);
    const [left, right] = [await anAlbum(harness, one), await anAlbum(harness, one)];
    const added = await aPicture(harness, one, left, { createdAt: '2026-11-05 00:00:00.000000' });
    const old = await aPicture(harness, one, right, {
      createdAt: '2026-11-06 00:00:00.000000',
      sortAt: '2011-01-01 00:00:00.000000',
    });
    const newest = await aPicture(harness, one, right, { createdAt: '2026-11-07 00:00:00.000000' });
    const { page } = await ofMember({ first: 2 }, one.token);
    expect(ids(page)).toEqual([newest.id, added.id]);
    expect(page?.totalCount).toBe(3);
    expect(ids((await ofMember({ first: 2, after: page?.pageInfo.endCursor }, one.token)).page)).toEqual([
      old.id,
    ]);
    expect(ids((await ofMember({ last: 1 }, one.token)).page)).toEqual([old.id]);
  });

  it('leave with their album at once, though their rows follow later', async () => {
    const one = await aMember(harness);
    const [kept, gone] = [await anAlbum(harness, one), await anAlbum(harness, one)];
    const picture = await aPicture(harness, one, kept);
    const orphan = await aPicture(harness, one, gone);
    await harness.deps.db.execute(sql`update albums set deleted_at = now(6) where id = ${gone.albumId}`);
    expect(ids((await ofMember({}, one.token)).page)).toEqual([picture.id]);
    const query = 'query ($id: ID!) { picture(id: $id) { id } node(id: $id) { id } }';
    const { data } = await harness.api(query, { id: orphan.id }, { token: one.token });
    expect(data).toEqual({ picture: null, node: null });
  });

  it('take no cursor of an album, nor of another member', async () => {
    const inAlbum = (await ofAlbum({ first: 1 })).page?.pageInfo.endCursor;
    expect((await ofMember({ after: inAlbum })).codes).toEqual(['BAD_USER_INPUT']);
    const mine = (await ofMember({ first: 1 })).page?.pageInfo.endCursor;
    const stranger = await aMember(harness);
    expect((await ofMember({ after: mine }, stranger.token)).codes).toEqual(['BAD_USER_INPUT']);
  });
});
