import type { ApolloCache, Reference } from '@apollo/client';
import type { Modifier } from '@apollo/client/cache';
import { changeConnection } from '../app/forward-connection.ts';
import {
  type UploadedPicture_PictureEdgeFragment,
  UploadedPicture_PictureFragmentDoc,
} from './UploadedPicture.generated.ts';

const uploadedPicture = {
  fragment: UploadedPicture_PictureFragmentDoc,
  fragmentName: 'UploadedPicture_picture',
};

// A list that was asked for meanwhile may know more than the commit answered.
const isFinished = (cache: ApolloCache, id: string) =>
  (cache.readFragment({ ...uploadedPicture, id: `Picture:${id}` })?.state ?? 'PROCESSING') !== 'PROCESSING';

/**
 * Puts pictures that have just been committed first in their album and in the timeline, counts them, and makes the newest
 * the cover of an album that had none. A picture that is there already is not put twice.
 */
export function addUploadedPictures(
  cache: ApolloCache,
  edges: readonly UploadedPicture_PictureEdgeFragment[],
): void {
  for (const edge of edges) {
    const albumId = edge.node.album.id;
    // Only a picture has an id to be written under; its edge has none.
    if (!isFinished(cache, edge.node.id)) cache.writeFragment({ ...uploadedPicture, data: edge.node });
    const ref: Reference = { __ref: `Picture:${edge.node.id}` };
    let isNew = true;
    const insert: Modifier<unknown> = (value, { readField, storeFieldName }) =>
      changeConnection((connection) => {
        const before = connection.edges ?? [];
        if (before.some((other) => other.node?.__ref === ref.__ref)) {
          isNew = false;
          return connection;
        }
        const added = { __typename: 'PictureEdge', cursor: edge.cursor, node: ref };
        // Answers of commits may overtake each other; the list is the server's, newest first.
        const timeOf = (ref: Reference | undefined) =>
          String(
            (storeFieldName.includes('TAKEN') && readField('takenAt', ref)) || readField('createdAt', ref),
          );
        const place = before.findIndex((other) => timeOf(other.node) <= edge.node.createdAt);
        const edges = before.toSpliced(place === -1 ? before.length : place, 0, added);
        return { ...connection, edges, totalCount: (connection.totalCount ?? 0) + 1 };
      })(value);
    cache.modify({ id: `Album:${albumId}`, fields: { pictures: insert } });
    cache.modify({ id: 'ROOT_QUERY', fields: { pictures: insert } });
    if (!isNew) continue;
    cache.modify({
      id: `Album:${albumId}`,
      fields: {
        pictureCount: (count: number) => count + 1,
        cover: (cover: Reference | null) => cover ?? ref,
      },
    });
  }
}
