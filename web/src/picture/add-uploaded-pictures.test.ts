import { gql, InMemoryCache } from '@apollo/client';
import { expect, it } from 'vitest';
import { forwardConnection } from '../app/forward-connection.ts';
import { addUploadedPictures } from './add-uploaded-pictures.ts';
import type { UploadedPicture_PictureEdgeFragment } from './UploadedPicture.generated.ts';

const query = gql`
  query Everything {
    pictures { edges { cursor node { id createdAt } } totalCount }
    album(id: "a") { id pictureCount cover { id } pictures { edges { cursor node { id createdAt } } totalCount } }
  }
`;

const at = (second: number) => `2026-11-22T09:30:0${second}.000Z`;

function anEdge(id: string, second: number): UploadedPicture_PictureEdgeFragment {
  return {
    __typename: 'PictureEdge',
    cursor: id,
    node: {
      __typename: 'Picture',
      id,
      album: { __typename: 'Album', id: 'a' },
      state: 'PROCESSING',
      failure: null,
      filename: `${id}.jpg`,
      kind: 'IMAGE',
      contentType: 'image/jpeg',
      width: null,
      height: null,
      duration: null,
      takenAt: null,
      takenAtLocal: null,
      createdAt: at(second),
      placeholder: null,
      small: null,
      medium: null,
      large: null,
    },
  };
}

function aCache() {
  const cache = new InMemoryCache({
    typePolicies: {
      Query: { fields: { pictures: forwardConnection() } },
      Album: { fields: { pictures: forwardConnection() } },
    },
  });
  const old = { __typename: 'Picture', id: 'old', createdAt: at(1) };
  const connection = {
    __typename: 'PictureConnection',
    edges: [{ __typename: 'PictureEdge', cursor: 'old', node: old }],
    totalCount: 1,
  };
  const album = { __typename: 'Album', id: 'a', pictureCount: 1, cover: null, pictures: connection };
  cache.writeQuery({ query, data: { pictures: connection, album } });
  return cache;
}

interface Read {
  pictures: { edges: { node: { id: string } }[]; totalCount: number };
  album: { pictureCount: number; cover: { id: string } | null; pictures: Read['pictures'] };
}

it('puts those of one instant as the server does: the last one of an answer first', () => {
  const cache = aCache();
  addUploadedPictures(cache, [anEdge('one', 2), anEdge('two', 2), anEdge('three', 2)]);
  const read = cache.readQuery<Read>({ query });
  expect(read?.album.pictures.edges.map(({ node }) => node.id)).toEqual(['three', 'two', 'one', 'old']);
});

it('keeps the newest first, in whatever order the commits are answered, and counts each once', () => {
  const cache = aCache();
  addUploadedPictures(cache, [anEdge('third', 3)]);
  addUploadedPictures(cache, [anEdge('second', 2), anEdge('fourth', 4)]);
  addUploadedPictures(cache, [anEdge('second', 2)]);
  const read = cache.readQuery<Read>({ query });
  for (const list of [read?.pictures, read?.album.pictures]) {
    expect(list?.edges.map(({ node }) => node.id)).toEqual(['fourth', 'third', 'second', 'old']);
    expect(list?.totalCount).toBe(4);
  }
  expect([read?.album.pictureCount, read?.album.cover?.id]).toEqual([4, 'third']);
});
