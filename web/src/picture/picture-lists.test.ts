import { gql, InMemoryCache } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import { forwardConnection } from '../app/forward-connection.ts';
import { countLists, forgetShortLists, putBack, takeFromAlbums } from './picture-lists.ts';

const query = gql`
  query Everything {
    album(id: "a") {
      id
      added: pictures(orderBy: ADDED) { edges { node { id } } totalCount pageInfo { hasNextPage } }
      taken: pictures(orderBy: TAKEN) { edges { node { id } } totalCount pageInfo { hasNextPage } }
    }
  }
`;

interface List {
  edges: { node: { id: string } }[];
  totalCount: number;
}

function connection(ids: string, totalCount: number) {
  return {
    pageInfo: { __typename: 'PageInfo', hasNextPage: totalCount > ids.length },
    __typename: 'PictureConnection',
    edges: [...ids].map((id) => ({ __typename: 'PictureEdge', node: { __typename: 'Picture', id } })),
    totalCount,
  };
}

function aCache(ids = 'abcd', totalCount = 9) {
  const cache = new InMemoryCache({
    typePolicies: {
      Album: { fields: { pictures: forwardConnection(['orderBy']) } },
    },
  });
  cache.writeQuery({
    query,
    data: {
      album: {
        __typename: 'Album',
        id: 'a',
        added: connection(ids, totalCount),
        taken: connection('dbca', totalCount),
      },
    },
  });
  return cache;
}

function shown(cache: InMemoryCache): string[] {
  const data = cache.readQuery<{ album: { added: List; taken: List } }>({ query });
  if (!data) return [];
  return [data.album.added, data.album.taken].map(
    ({ edges, totalCount }) => `${edges.map(({ node }) => node.id).join('')} ${totalCount}`,
  );
}

const ofAlbum = (ids: string) => [...ids].map((id) => ({ id, albumId: 'a' }));

describe('pictures that left the lists', () => {
  it('come back to where they were, in every order', () => {
    const cache = aCache();
    const before = shown(cache);
    const way = [...takeFromAlbums(cache, ofAlbum('bd')), ...takeFromAlbums(cache, ofAlbum('ac'))];
    expect(shown(cache)).toEqual([' 5', ' 5']);
    putBack(cache, way, [...'abcd']);
    expect(shown(cache)).toEqual(before);
  });

  it('come back one by one, and none twice', () => {
    const cache = aCache();
    const way = takeFromAlbums(cache, ofAlbum('bc'));
    putBack(cache, way, ['c']);
    expect(shown(cache)).toEqual(['acd 8', 'dca 8']);
    putBack(cache, way, [...'bc']);
    expect(shown(cache)).toEqual(['abcd 9', 'dbca 9']);
  });

  it('leave the lists that the server names where nobody here knew their album, and are counted by its word', () => {
    const cache = aCache();
    takeFromAlbums(cache, [{ id: 'b', albumId: null }], ['a']);
    expect(shown(cache)).toEqual(['acd 9', 'dca 9']);
    countLists(cache, [{ id: 'a', pictureCount: 8 }]);
    expect(shown(cache)).toEqual(['acd 8', 'dca 8']);
  });

  it('come back in a layer too, which is taken away where the server says no', () => {
    const cache = aCache();
    const way = takeFromAlbums(cache, ofAlbum('b'));
    const gone = shown(cache);
    cache.recordOptimisticTransaction((layer) => putBack(layer, way, ['b']), 'undo');
    cache.removeOptimistic('undo');
    expect(shown(cache)).toEqual(gone);
  });

  it('are asked for anew where they went before they stood in their list', () => {
    const cache = aCache('abc', 3);
    const way = takeFromAlbums(cache, ofAlbum('d'));
    putBack(cache, way, ['d']);
    countLists(cache, [{ id: 'a', pictureCount: 4 }]);
    forgetShortLists(cache, ['a']);
    expect(Object.keys(cache.extract()['Album:a'] ?? {}).filter((key) => key.startsWith('pictures'))).toEqual(
      ['pictures:{"orderBy":"TAKEN"}'],
    );
  });
});
