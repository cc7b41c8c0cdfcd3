import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { changeConnection } from '../app/forward-connection.ts';
import { CreateAlbumDocument } from './CreateAlbum.generated.ts';
import type { AlbumOnScreen } from './CurrentAlbum.tsx';

/** Makes an album and puts it first in the list. Throws where the server does not take it. */
export function useCreateAlbum(): (name: string) => Promise<AlbumOnScreen> {
  const client = useApolloClient();
  return useCallback(
    async (name) => {
      const { data } = await client.mutate({
        mutation: CreateAlbumDocument,
        variables: { input: { name } },
        update: (cache, { data: answer }) => {
          if (!answer) return;
          const { albumEdge } = answer.createAlbum;
          const added = {
            __typename: 'AlbumEdge',
            cursor: albumEdge.cursor,
            node: { __ref: `Album:${albumEdge.node.id}` },
          };
          cache.modify({
            fields: {
              albums: changeConnection((connection) => {
                const { edges = [], totalCount = 0 } = connection;
                // A list that was asked for meanwhile has it already.
                if (edges.some(({ node }) => node?.__ref === added.node.__ref)) return connection;
                return { ...connection, edges: [added, ...edges], totalCount: totalCount + 1 };
              }),
            },
          });
        },
      });
      if (!data) throw new Error('createAlbum answered nothing');
      return { id: data.createAlbum.album.id, name: data.createAlbum.album.name };
    },
    [client],
  );
}
