import type { ApolloCache, Reference } from '@apollo/client';
import type { StoredConnection } from '../app/forward-connection.ts';
import { type ListedPicture, takeFromAlbums, takeFromTimeline } from './picture-lists.ts';

/**
 * Takes pictures out of every list that the page holds, counts down, and gives an album whose cover goes the newest of what
 * is left: what the server will say, before it has. Works in an optimistic layer too.
 */
export function forgetPictures(cache: ApolloCache, pictures: readonly ListedPicture[]): void {
  takeFromTimeline(
    cache,
    pictures.map(({ id }) => id),
  );
  takeFromAlbums(cache, pictures);
  countDown(cache, pictures);
}

/** Counts pictures off their albums, and gives an album whose cover goes the first of its list. */
export function countDown(cache: ApolloCache, pictures: readonly ListedPicture[]): void {
  const gone = new Set(pictures.map(({ id }) => `Picture:${id}`));
  for (const [albumId, { length }] of Map.groupBy(pictures, (picture) => picture.albumId)) {
    if (albumId === null) continue;
    let newest: Reference | null = null;
    cache.modify<{ pictures: StoredConnection; pictureCount: number }>({
      id: `Album:${albumId}`,
      fields: {
        pictures: (value, { storeFieldName }) => {
          const first = 'edges' in value ? value.edges?.[0]?.node : undefined;
          // The list by taken does not know which came last; it stands in where there is no other.
          if (first && (newest === null || !storeFieldName.includes('TAKEN'))) newest = first;
          return value;
        },
        pictureCount: (before) => Math.max(0, before - length),
      },
    });
    cache.modify({
      id: `Album:${albumId}`,
      fields: { cover: (cover: Reference | null) => (cover && gone.has(cover.__ref) ? newest : cover) },
    });
  }
}
