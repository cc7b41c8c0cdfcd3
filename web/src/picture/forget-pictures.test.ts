import { gql, InMemoryCache } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import { forwardConnection } from '../app/forward-connection.ts';
import { forgetPictures } from './forget-pictures.ts';

const query = gql`
  query Everything {
    pictures { edges { node { id } } totalCount }
    album(id: "a") { id pictureCount cover { id } pictures { edges { node { id } } totalCount } }
  }
`;

function connection(ids: string[], totalCount: number) {
  return {
    __typename: 'PictureConnection',
    edges: ids.map((id) => ({ __typename: 'PictureEdge', node: { __typename: 'Picture', id } })),
    totalCount,
  };
}

function aCache(cover: string) {
  const cache = new InMemoryCache({
    typePolicies: {
      Query: { fields: { pictures: forwardConnection() } },
      Album: { fields: { pictures: forwardConnection() } },
    },
  });
  cache.writeQuery({
    query,
    data: {
      pictures: connection(['x', 'p1', 'p2', 'p3'], 40),
      album: {
        __typename: 'Album',
        id: 'a',
        pictureCount: 9,
        cover: { __typename: 'Picture', id: cover },
        pictures: connection(['p1', 'p2', 'p3'], 9),
      },
    },
  });
  return cache;
}

describe('forgetPictures', () => {
  it('takes the picture out of its album and the timeline, and counts down in both', () => {
    const cache = aCache('p3');
    forgetPictures(cache, [{ id: 'p2', albumId: 'a' }]);
    expect(cache.readQuery({ query })).toMatchObject({
      pictures: connection(['x', 'p1', 'p3'], 39),
      album: { pictureCount: 8, cover: { id: 'p3' }, pictures: connection(['p1', 'p3'], 8) },
    });
  });

  it('makes the newest the cover when the cover goes', () => {
    const cache = aCache('p1');
    forgetPictures(cache, [{ id: 'p1', albumId: 'a' }]);
    expect(cache.readQuery({ query })).toMatchObject({ album: { cover: { id: 'p2' } } });
  });

  it('leaves an album without pictures without a cover', () => {
    const cache = aCache('p1');
    forgetPictures(
      cache,
      ['p1', 'p2', 'p3'].map((id) => ({ id, albumId: 'a' })),
    );
    expect(cache.readQuery({ query })).toMatchObject({ album: { cover: null } });
  });

  it('is undone when the server refuses', () => {
    const cache = aCache('p1');
    const before = cache.readQuery({ query });
    cache.recordOptimisticTransaction((layer) => forgetPictures(layer, [{ id: 'p1', albumId: 'a' }]), 'try');
    expect(
      cache.readQuery({ query, optimistic: true } as Parameters<typeof cache.readQuery>[0]),
    ).toMatchObject({
      album: { pictureCount: 8, cover: { id: 'p2' } },
    });
    cache.removeOptimistic('try');
    expect(cache.readQuery({ query, optimistic: true } as Parameters<typeof cache.readQuery>[0])).toEqual(
      before,
    );
  });
});
