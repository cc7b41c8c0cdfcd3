import type { ApolloCache, Reference } from '@apollo/client';
import { changeConnection, type StoredConnection } from '../app/forward-connection.ts';
import { forgetInTimeline } from '../timeline/forget-in-timeline.ts';

/**
 * Takes pictures out of every list that the page holds, counts down, and gives an album whose cover goes the newest of what
 * is left. Works in an optimistic layer too, where evicting objects does not.
 */
export function forgetPictures(
  cache: ApolloCache,
  pictures: readonly { id: string; albumId: string }[],
): void {
  const gone = new Set<string>();
  const perAlbum = new Map<string, number>();
  for (const { id, albumId } of pictures) {
    gone.add(`Picture:${id}`);
    perAlbum.set(albumId, (perAlbum.get(albumId) ?? 0) + 1);
  }
  const shrink = (connection: StoredConnection, by: number): StoredConnection => ({
    ...connection,
    edges: connection.edges?.filter((edge) => !edge.node || !gone.has(edge.node.__ref)),
    totalCount: Math.max(0, (connection.totalCount ?? 0) - by),
  });

  cache.modify({
    id: 'ROOT_QUERY',
    fields: { pictures: changeConnection((connection) => shrink(connection, gone.size)) },
  });
  forgetInTimeline(cache, new Set(pictures.map(({ id }) => id)));
  for (const [albumId, count] of perAlbum) {
    let newest: Reference | null = null;
    cache.modify({
      id: `Album:${albumId}`,
      fields: {
        pictures: changeConnection((connection) => {
          const rest = shrink(connection, count);
          newest = rest.edges?.[0]?.node ?? null;
          return rest;
        }),
        pictureCount: (before: number) => Math.max(0, before - count),
      },
    });
    cache.modify({
      id: `Album:${albumId}`,
      fields: { cover: (cover: Reference | null) => (cover && gone.has(cover.__ref) ? newest : cover) },
    });
  }
}
