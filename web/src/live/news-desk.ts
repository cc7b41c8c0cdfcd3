import type { ApolloCache, ApolloClient } from '@apollo/client';
import { askAnewWhen, whenAtTheTop } from '../app/ask-anew.ts';
import { changeConnection } from '../app/forward-connection.ts';
import { forgetPictures } from '../picture/forget-pictures.ts';
import { isOwnDeletion } from '../picture/own-deletions.ts';
import { takeFromAlbums, takeFromTrash } from '../picture/picture-lists.ts';
import { UploadedPicture_PictureFragmentDoc } from '../picture/UploadedPicture.generated.ts';
import { isInPage } from '../timeline/forget-in-timeline.ts';
import { refreshTimeline } from '../timeline/refresh-timeline.ts';
import { isAnyBehind, isBehind, tellBehind } from '../upload/api/show-pictures.ts';
import { askStorage } from '../usage/ask-storage.ts';
import {
  ChangedAlbumsDocument,
  KnownAlbum_AlbumFragmentDoc,
  KnownPicture_PictureFragmentDoc,
} from './ChangedAlbums.generated.ts';
import type { LibraryChangedSubscription } from './LibraryChanged.generated.ts';
import { announceMissed } from './live-status.ts';

type Change = LibraryChangedSubscription['libraryChanged'];

/** This page's own changes are told too, mostly before their answers have come: what is new is looked at after a moment. */
const settleMs = 2_000;
const mostAlbums = 100;

/** Brings what the server tells into the page; see {@link createNewsDesk}. */
export interface NewsDesk {
  hear(change: Change): void;
  stop(): void;
}

/**
 * Makes the desk of a page. Pictures that the page knows change at once, and those that left vanish at once. What came from
 * another device is asked for a moment later, all together, and only then.
 * @param whenSeen runs what would move the lists when that disturbs nobody.
 */
export function createNewsDesk(
  client: ApolloClient,
  whenSeen: (run: () => void) => void = whenAtTheTop,
): NewsDesk {
  const { cache } = client;
  const askSoon = askAnewWhen(client, whenSeen);
  let isFirst = true;
  let isMissed = false;
  let isRestored = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let removedTimer: ReturnType<typeof setTimeout> | undefined;
  const strangePictures = new Set<string>();
  const removed = new Set<string>();
  const albums = new Set<string>();

  function settleSoon(): void {
    timer ??= setTimeout(() => void settle().catch(() => undefined), settleMs);
  }

  async function settle(): Promise<void> {
    timer = undefined;
    const strangers =
      isRestored || [...strangePictures].some((id) => !isKnownPicture(cache, id) && !isBehind(id));
    const albumIds = isAnyBehind() ? [] : [...albums];
    const missed = isMissed;
    strangePictures.clear();
    for (const id of albumIds) albums.delete(id);
    isMissed = false;
    isRestored = false;
    if (albums.size > 0) settleSoon();
    const differ = missed || (await albumsDiffer(client, albumIds));
    if (strangers || differ) askSoon();
  }

  // A full trash is emptied in steps: what is left of it is asked for when they are over.
  function settleRemovedSoon(): void {
    clearTimeout(removedTimer);
    removedTimer = setTimeout(() => {
      const ids = new Set([...removed].filter((id) => !isOwnDeletion(id)));
      removed.clear();
      if (ids.size === 0) return;
      void askStorage(client).catch(() => undefined);
      void askViewed(client, ids);
      // Whether they are in the trash now, or have left it, only the server knows.
      if (isShown(client, 'TrashPage')) askSoon();
    }, settleMs);
  }

  return {
    hear: ({ pictures, removedPictureIds, albumIds, missed }) => {
      cache.batch({
        update: (batch) => {
          const restored = trashedOf(
            batch,
            pictures.map(({ id }) => id),
          );
          if (restored.length > 0) {
            takeFromTrash(batch, restored);
            isRestored = true;
          }
          for (const picture of pictures) {
            const known = readKnown(batch, picture.id);
            // One that has moved leaves its album's list; where it stands in the other one only the server knows.
            if (known && known.album.id !== picture.album.id)
              takeFromAlbums(batch, [{ id: picture.id, albumId: known.album.id }]);
            if (known?.album.id !== picture.album.id) strangePictures.add(picture.id);
            if (known) {
              batch.writeFragment({
                fragment: UploadedPicture_PictureFragmentDoc,
                fragmentName: 'UploadedPicture_picture',
                data: picture,
              });
              // Nothing is told of what is in the trash.
              batch.modify({ id: `Picture:${picture.id}`, fields: { trashedAt: () => null } });
            } else tellBehind(picture);
          }
          const left = listedOf(batch, removedPictureIds);
          if (left.length > 0) forgetPictures(batch, left);
          // Were one to come back, it would be a stranger.
          for (const { id } of left) batch.evict({ id: `Picture:${id}` });
        },
      });
      // A finished picture finds its day, and one that came or went elsewhere changes its month. The timeline keeps the
      // reader's place, wherever that is.
      if (pictures.length > 0 || removedPictureIds.length > 0 || (missed && !isFirst))
        void refreshTimeline(client);
      for (const id of removedPictureIds) removed.add(id);
      if (removedPictureIds.length > 0) settleRemovedSoon();
      for (const id of albumIds) albums.add(id);
      if (missed) announceMissed();
      // What the page shows at the start of its first connection is as old as the connection.
      isMissed ||= missed && !isFirst;
      isFirst = false;
      if (isMissed || isRestored || strangePictures.size > 0 || albums.size > 0) {
        settleSoon();
      }
    },
    stop: () => {
      clearTimeout(timer);
      clearTimeout(removedTimer);
    },
  };
}

const readKnown = (cache: ApolloCache, id: string) =>
  isKnownPicture(cache, id)
    ? cache.readFragment({
        id: `Picture:${id}`,
        fragment: KnownPicture_PictureFragmentDoc,
        fragmentName: 'KnownPicture_picture',
        optimistic: true,
      })
    : null;

// Not by reading a fragment: the cache keeps the answer, also that there is none, and of a large upload it hears of each file.
function isKnownPicture(cache: ApolloCache, id: string): boolean {
  let isKnown = false;
  const look = (value: unknown) => {
    isKnown = true;
    return value;
  };
  cache.modify({ id: `Picture:${id}`, optimistic: true, broadcast: false, fields: { id: look } });
  return isKnown;
}

const isKnownAlbum = (cache: ApolloCache, id: string) =>
  cache.readFragment({
    id: `Album:${id}`,
    fragment: KnownAlbum_AlbumFragmentDoc,
    fragmentName: 'KnownAlbum_album',
  }) !== null;

/** Those of the pictures that stand in a list of the page. Its own deletions have left the lists already. */
function listedOf(cache: ApolloCache, ids: readonly string[]): { id: string; albumId: string }[] {
  return ids.flatMap((id) => {
    const albumId = readKnown(cache, id)?.album.id;
    if (!albumId) return [];
    let isListed = false;
    const look = changeConnection((connection) => {
      isListed ||= connection.edges?.some((edge) => edge.node?.__ref === `Picture:${id}`) ?? false;
      return connection;
    });
    cache.modify({
      id: 'ROOT_QUERY',
      optimistic: true,
      broadcast: false,
      fields: {
        timelinePage: (page) => {
          isListed ||= isInPage(page, id);
          return page;
        },
      },
    });
    for (const holder of ['ROOT_QUERY', `Album:${albumId}`])
      cache.modify({ id: holder, optimistic: true, broadcast: false, fields: { pictures: look } });
    return isListed ? [{ id, albumId }] : [];
  });
}

/** Those of the pictures that stand in what is loaded of the trash. */
function trashedOf(cache: ApolloCache, ids: readonly string[]): string[] {
  const trashed = new Set<string | undefined>();
  const look = changeConnection((connection) => {
    for (const { node } of connection.edges ?? []) trashed.add(node?.__ref);
    return connection;
  });
  cache.modify({ id: 'ROOT_QUERY', optimistic: true, broadcast: false, fields: { trash: look } });
  return ids.filter((id) => trashed.has(`Picture:${id}`));
}

const isShown = (client: ApolloClient, queryName: string) =>
  [...client.getObservableQueries()].some((query) => query.queryName === queryName);

/** Asks anew for the picture that somebody is looking at, where it is one of these. */
const askViewed = (client: ApolloClient, ids: ReadonlySet<string>) =>
  client
    .refetchQueries({
      include: 'active',
      onQueryUpdated: ({ queryName, variables }) =>
        queryName === 'LightboxDetails' && ids.has(String(variables.id)),
    })
    .catch(() => undefined);

/** Brings albums up to date; answers whether one of them is new here, or gone. */
async function albumsDiffer(client: ApolloClient, albumIds: readonly string[]): Promise<boolean> {
  const ids = albumIds.slice(0, mostAlbums);
  if (ids.length === 0) return false;
  const before = ids.map((id) => isKnownAlbum(client.cache, id));
  const { data } = await client.query({
    query: ChangedAlbumsDocument,
    variables: { ids },
    fetchPolicy: 'network-only',
  });
  return ids.some((_id, index) => before[index] !== Boolean(data?.nodes[index]));
}
