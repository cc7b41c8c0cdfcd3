import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { of } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forwardConnection } from '../app/forward-connection.ts';
import { ViewerDocument } from '../member/Viewer.generated.ts';
import { noteDeletions } from '../picture/own-deletions.ts';
import type { UploadedPicture_PictureFragment } from '../picture/UploadedPicture.generated.ts';
import { createNewsDesk, type NewsDesk } from './news-desk.ts';

const page = gql`
  query Page {
    album(id: "a") {
      id name pictureCount
      pictures { edges { cursor node { id state createdAt album { id } } } totalCount }
    }
  }
`;

const trashPage = gql`
  query TrashPage {
    trash { edges { cursor node { id state createdAt album { id } } } totalCount }
  }
`;

interface Read {
  album: {
    name: string;
    pictureCount: number;
    pictures: { edges: { node: { id: string; state: string } }[] };
  };
}

function aPicture(id: string, state: 'PROCESSING' | 'READY' = 'PROCESSING'): UploadedPicture_PictureFragment {
  return {
    __typename: 'Picture',
    id,
    album: { __typename: 'Album', id: 'a' },
    state,
    failure: null,
    filename: `${id}.jpg`,
    kind: 'IMAGE',
    contentType: 'image/jpeg',
    width: null,
    height: null,
    duration: null,
    takenAt: null,
    takenAtLocal: null,
    createdAt: '2026-01-01T00:00:00Z',
    placeholder: null,
    small: null,
    medium: null,
    large: null,
  };
}

function connectionOf(pictures: readonly UploadedPicture_PictureFragment[]) {
  const edges = pictures.map((node) => ({ __typename: 'PictureEdge', cursor: node.id, node }));
  return { __typename: 'PictureConnection', edges, totalCount: edges.length };
}

// An album's page as the server has it; `asked` are the operations that it was asked for since the page was there.
async function aPage(whenSeen = (run: () => void) => run()) {
  const server = {
    name: 'Summer',
    albums: ['a'],
    pictures: [aPicture('p1'), aPicture('p2')],
    trash: [aPicture('t1')],
    usedBytes: 3,
  };
  const asked: string[] = [];
  const cache = new InMemoryCache({
    typePolicies: {
      Query: { fields: { trash: forwardConnection() } },
      Album: { fields: { pictures: forwardConnection() } },
    },
  });
  const link = new ApolloLink(({ operationName = '', variables }) => {
    asked.push(operationName);
    const { name, pictures } = server;
    const album = { __typename: 'Album', id: 'a', name, pictureCount: pictures.length, cover: null };
    if (operationName === 'ChangedAlbums') {
      const nodes = variables.ids.map((id: string) => (server.albums.includes(id) ? { ...album, id } : null));
      return of({ data: { nodes } });
    }
    if (operationName === 'Viewer') {
      const storage = {
        __typename: 'StorageUsage',
        limitBytes: 9,
        usedBytes: server.usedBytes,
        reservedBytes: 0,
      };
      return of({ data: { viewer: { __typename: 'Member', id: 'm', username: 'mina', storage } } });
    }
    if (operationName === 'TrashPage') return of({ data: { trash: connectionOf(server.trash) } });
    return of({ data: { album: { ...album, pictures: connectionOf(pictures) } } });
  });
  const client = new ApolloClient({ cache, link });
  const subscription = client.watchQuery({ query: page }).subscribe(() => undefined);
  await vi.waitUntil(() => asked.length === 1 && cache.readQuery({ query: page }) !== null, {
    timeout: 10_000,
  });
  asked.length = 0;
  const desk = createNewsDesk(client, whenSeen);
  undo.push(() => {
    desk.stop();
    subscription.unsubscribe();
  });
  const shown = () => {
    const album = cache.readQuery<Read>({ query: page })?.album;
    return {
      name: album?.name,
      count: album?.pictureCount,
      pictures: album?.pictures.edges.map(({ node }) => `${node.id} ${node.state}`),
    };
  };
  // Opens the trash in place of the album; answers what it shows.
  const openTrash = async () => {
    subscription.unsubscribe();
    const trash = client.watchQuery({ query: trashPage }).subscribe(() => undefined);
    undo.push(() => trash.unsubscribe());
    await vi.waitUntil(() => cache.readQuery({ query: trashPage }) !== null);
    asked.length = 0;
    return () =>
      cache
        .readQuery<{ trash: Read['album']['pictures'] }>({ query: trashPage })
        ?.trash.edges.map(({ node }) => node.id);
  };
  return { server, asked, desk, client, cache, shown, openTrash };
}

const undo: (() => void)[] = [];
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const action of undo.splice(0)) action();
  vi.useRealTimers();
});

const nothing = {
  __typename: 'LibraryChange' as const,
  pictures: [],
  removedPictureIds: [],
  albumIds: [],
  missed: false,
};
const tell = (desk: NewsDesk, change: Partial<Parameters<NewsDesk['hear']>[0]>) =>
  desk.hear({ ...nothing, ...change });
const settled = () => vi.advanceTimersByTimeAsync(5_000);

test('a picture that has become ready changes at once, and nobody is asked', async () => {
  const { desk, asked, shown } = await aPage();
  tell(desk, { pictures: [aPicture('p1', 'READY')] });
  expect(shown().pictures).toEqual(['p1 READY', 'p2 PROCESSING']);
  await settled();
  expect(asked).toEqual([]);
});

test('pictures of another device are asked for once, however many words they come in', async () => {
  const { desk, asked, server, shown } = await aPage();
  server.pictures.unshift(aPicture('p4'), aPicture('p3'));
  tell(desk, { pictures: [aPicture('p3')], albumIds: ['a'] });
  tell(desk, { pictures: [aPicture('p4')], albumIds: ['a'] });
  await settled();
  expect(shown()).toMatchObject({
    count: 4,
    pictures: expect.arrayContaining(['p3 PROCESSING', 'p4 PROCESSING']),
  });
  expect(asked).toEqual(['ChangedAlbums', 'Page']);
});

test('a picture of this page that comes to be known meanwhile is not asked for', async () => {
  const { desk, asked, cache } = await aPage();
  tell(desk, { pictures: [aPicture('p3')] });
  cache.writeFragment({
    fragment: gql`fragment Committed on Picture { id album { id } }`,
    data: { __typename: 'Picture', id: 'p3', album: { __typename: 'Album', id: 'a' } },
  });
  await settled();
  expect(asked).toEqual([]);
});

test('a picture deleted elsewhere vanishes at once, and one that left already is not counted again', async () => {
  const { desk, shown } = await aPage();
  tell(desk, { removedPictureIds: ['p1'] });
  expect(shown()).toMatchObject({ count: 1, pictures: ['p2 PROCESSING'] });
  tell(desk, { removedPictureIds: ['p1', 'unknown'] });
  expect(shown().count).toBe(1);
});

test('an open trash learns what another page threw away, restored and deleted for good', async () => {
  const { desk, server, openTrash } = await aPage();
  const trash = await openTrash();
  server.trash.unshift(aPicture('t2'));
  tell(desk, { removedPictureIds: ['t2'] });
  await settled();
  expect(trash()).toEqual(['t2', 't1']);
  server.trash = [aPicture('t1')];
  tell(desk, { pictures: [aPicture('t2')] });
  expect(trash()).toEqual(['t1']);
  server.trash = [];
  tell(desk, { removedPictureIds: ['t1'] });
  await settled();
  expect(trash()).toEqual([]);
});

test('a picture restored elsewhere has its album asked anew, though the page has met it in the trash', async () => {
  const { desk, asked, client, cache } = await aPage();
  await client.query({ query: trashPage });
  asked.length = 0;
  tell(desk, { pictures: [aPicture('t1')] });
  await settled();
  expect(asked).toEqual(['Page']);
  expect(cache.readQuery<{ trash: { totalCount: number } }>({ query: trashPage })?.trash.totalCount).toBe(0);
});

test('the storage is asked for once when pictures have left, after the last word of it', async () => {
  const { desk, asked, server, cache } = await aPage();
  tell(desk, { removedPictureIds: ['x1'] });
  await vi.advanceTimersByTimeAsync(1_500);
  tell(desk, { removedPictureIds: ['x2'] });
  await vi.advanceTimersByTimeAsync(1_500);
  expect(asked).toEqual([]);
  server.usedBytes = 1;
  await settled();
  expect(asked).toEqual(['Viewer']);
  expect(cache.readQuery({ query: ViewerDocument })?.viewer?.storage.usedBytes).toBe(1);
});

test('what this page has deleted for good itself is not asked about', async () => {
  const { desk, asked, openTrash } = await aPage();
  await openTrash();
  tell(desk, { removedPictureIds: ['own'] });
  noteDeletions(['own']);
  await settled();
  expect(asked).toEqual([]);
});

test('an album renamed elsewhere takes its name; one that is new or gone has the page asked anew', async () => {
  const { desk, asked, server, shown } = await aPage();
  server.name = 'Winter';
  tell(desk, { albumIds: ['a'] });
  await settled();
  expect(shown().name).toBe('Winter');
  expect(asked).toEqual(['ChangedAlbums']);
  server.albums.push('b');
  tell(desk, { albumIds: ['b'] });
  await settled();
  expect(asked).toEqual(['ChangedAlbums', 'ChangedAlbums', 'Page']);
});

test('what was missed is asked for when the line comes back, and not when the page opens', async () => {
  const { desk, asked } = await aPage();
  tell(desk, { missed: true });
  await settled();
  expect(asked).toEqual([]);
  tell(desk, { missed: true });
  await settled();
  expect(asked).toEqual(['Page']);
});

test('whoever is far down is asked for once when back at the top, however much has come meanwhile', async () => {
  const later: (() => void)[] = [];
  const { desk, asked } = await aPage((run) => later.push(run));
  for (const id of ['p3', 'p4']) {
    tell(desk, { pictures: [aPicture(id)] });
    await settled();
  }
  expect(asked).toEqual([]);
  for (const run of later.splice(0)) run();
  await settled();
  expect(asked).toEqual(['Page']);
  tell(desk, { pictures: [aPicture('p5')] });
  await settled();
  expect(later).toHaveLength(1);
});

test('of pictures that the page does not know nothing stays in its memory', async () => {
  const { desk, cache } = await aPage();
  const kept = () => JSON.stringify(cache.getMemoryInternals?.());
  tell(desk, { pictures: [aPicture('stranger')] });
  await settled();
  const before = kept();
  expect(before).toContain('executeSelectionSet');
  tell(desk, { pictures: Array.from({ length: 50 }, (_, index) => aPicture(`stranger-${index}`)) });
  await settled();
  expect(kept()).toBe(before);
});
