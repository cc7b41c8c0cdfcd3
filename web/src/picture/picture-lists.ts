import type { ApolloCache } from '@apollo/client';
import { changeConnection, isShort, type StoredConnection } from '../app/forward-connection.ts';
import { forgetInTimeline, returnToTimeline } from '../timeline/forget-in-timeline.ts';

/** A picture as far as lists care; null where nobody here knows its album. */
export interface ListedPicture {
  readonly id: string;
  readonly albumId: string | null;
}

type StoredEdge = NonNullable<StoredConnection['edges']>[number];
type ListField = 'pictures' | 'trash';
type Lists = Record<string, StoredConnection>;

interface LostEdge {
  readonly edge: StoredEdge;
  readonly before: string | null;
  readonly index: number;
}

/** Puts those of the lost pictures back into one list that are wanted, by their ids. */
type PutBack = (cache: ApolloCache, wanted: ReadonlySet<string>) => void;

/** How pictures come back to where they were: what was lost, in its order. */
export type WayBack = readonly PutBack[];

const refOf = (id: string) => `Picture:${id}`;
const refsOf = (ids: Iterable<string>) => new Set([...ids].map(refOf));

/** Takes pictures out of the lists in one field; each is counted down by `counted`. */
function takeFrom(
  cache: ApolloCache,
  owner: string,
  field: ListField,
  gone: ReadonlySet<string>,
  counted: ReadonlySet<string>,
): WayBack {
  const way: PutBack[] = [];
  cache.modify<Lists>({
    id: owner,
    fields: {
      [field]: (value, { storeFieldName }) =>
        changeConnection((connection) => {
          const lost: LostEdge[] = [];
          const all = connection.edges ?? [];
          const edges = all.filter((edge, index) => {
            if (!edge.node || !gone.has(edge.node.__ref)) return true;
            lost.push({ edge, before: all[index - 1]?.node?.__ref ?? null, index });
            return false;
          });
          way.push(putInto(owner, field, storeFieldName, lost, counted));
          const totalCount = Math.max(0, (connection.totalCount ?? 0) - counted.size);
          return { ...connection, edges, totalCount };
        })(value),
    },
  });
  return way;
}

function putInto(
  owner: string,
  field: ListField,
  storeField: string,
  lost: readonly LostEdge[],
  counted: ReadonlySet<string>,
): PutBack {
  return (cache, ids) => {
    const wanted = refsOf(ids);
    const put = (connection: StoredConnection) => {
      const list = [...(connection.edges ?? [])];
      const present = new Set(list.map((edge) => edge.node?.__ref));
      // In their old order: what stood behind another that went finds it there again.
      for (const each of lost) {
        const ref = each.edge.node?.__ref;
        if (ref && wanted.has(ref) && !present.has(ref)) list.splice(placeOf(each, list, lost), 0, each.edge);
      }
      const back = [...counted].filter((ref) => wanted.has(ref) && !present.has(ref)).length;
      return { ...connection, edges: list, totalCount: (connection.totalCount ?? 0) + back };
    };
    cache.modify<Lists>({
      id: owner,
      fields: {
        [field]: (value, { storeFieldName }) =>
          storeFieldName === storeField ? changeConnection(put)(value) : value,
      },
    });
  };
}

/** Where a lost edge belongs: behind what stood before it, or before that where that is still away. */
function placeOf(lost: LostEdge, list: readonly StoredEdge[], losses: readonly LostEdge[]): number {
  for (let { before } = lost; before !== null; ) {
    const at = list.findIndex((other) => other.node?.__ref === before);
    if (at >= 0) return at + 1;
    const away = losses.find(({ edge }) => edge.node?.__ref === before);
    if (!away) return Math.min(lost.index, list.length);
    before = away.before;
  }
  return 0;
}

/**
 * Takes pictures out of what is loaded of the timeline and counts it down; works in an optimistic layer, too. Answers how
 * they come back.
 */
export function takeFromTimeline(cache: ApolloCache, ids: readonly string[]): WayBack {
  takeFrom(cache, 'ROOT_QUERY', 'pictures', refsOf(ids), refsOf(ids));
  const loss = forgetInTimeline(cache, new Set(ids));
  return [(later, wanted) => returnToTimeline(later, loss, wanted)];
}

/** Takes pictures out of what is loaded of the trash. */
export function takeFromTrash(cache: ApolloCache, ids: readonly string[]): void {
  takeFrom(cache, 'ROOT_QUERY', 'trash', refsOf(ids), refsOf(ids));
}

/**
 * Takes pictures out of their albums' lists, and those of unknown albums out of all of `albumIds`, whose lists are then to be
 * counted by the server's word. Answers how they come back.
 */
export function takeFromAlbums(
  cache: ApolloCache,
  pictures: readonly ListedPicture[],
  albumIds: readonly string[] = [],
): WayBack {
  const byAlbum = Map.groupBy(pictures, (picture) => picture.albumId);
  const refsIn = (albumId: string | null) => refsOf((byAlbum.get(albumId) ?? []).map(({ id }) => id));
  const strangers = refsIn(null);
  const owners = new Set([...byAlbum.keys(), ...(strangers.size > 0 ? albumIds : [])]);
  return [...owners].flatMap((albumId) => {
    if (albumId === null) return [];
    const known = refsIn(albumId);
    return takeFrom(cache, `Album:${albumId}`, 'pictures', new Set([...known, ...strangers]), known);
  });
}

/** Gives the lists of albums the count that the server has answered. */
export function countLists(
  cache: ApolloCache,
  albums: readonly { id: string; pictureCount: number }[],
): void {
  for (const { id, pictureCount } of albums)
    cache.modify<Lists>({
      id: `Album:${id}`,
      fields: { pictures: changeConnection((connection) => ({ ...connection, totalCount: pictureCount })) },
    });
}

/** Puts those of the pictures back that went this way, behind those that they stood behind. None is put twice. */
export function putBack(cache: ApolloCache, way: WayBack, ids: readonly string[]): void {
  const wanted = new Set(ids);
  // What went last comes back first: then each finds its neighbours.
  for (const put of way.toReversed()) put(cache, wanted);
}

/**
 * Forgets the albums' lists that lack what they count. A picture that went before it stood in its list, as one just uploaded
 * may, has no place there that it could come back to.
 */
export function forgetShortLists(cache: ApolloCache, albumIds: readonly string[]): void {
  for (const albumId of albumIds)
    cache.modify({
      id: `Album:${albumId}`,
      fields: { pictures: (value: unknown, { DELETE }) => (isShort(value) ? DELETE : value) },
    });
}

/** Forgets what the page holds of these albums' lists: whoever shows them next asks anew. */
export function forgetAlbumLists(cache: ApolloCache, albumIds: readonly string[]): void {
  for (const albumId of albumIds) cache.evict({ id: `Album:${albumId}`, fieldName: 'pictures' });
}
