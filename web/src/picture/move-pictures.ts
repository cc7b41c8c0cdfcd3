import type { ApolloCache, ApolloClient } from '@apollo/client';
import type { ToastWords } from '../ui/toast-list.ts';
import { AlbumsOfPicturesDocument } from './AlbumsOfPictures.generated.ts';
import { type ChangeTools, changePictures } from './change-pictures.ts';
import { countDown } from './forget-pictures.ts';
import { MovePicturesDocument } from './MovePictures.generated.ts';
import {
  countLists,
  forgetShortLists,
  type ListedPicture,
  putBack,
  takeFromAlbums,
  type WayBack,
} from './picture-lists.ts';

/** A picture on its way: `albumId` is the album it leaves. */
type Step = ListedPicture & { readonly to: string };

/** Said of the pictures that went, with the name of the album they are in and how they come back. */
type Say = (moved: readonly Step[], albumName: string, way: WayBack) => ToastWords;

const idsOf = (those: readonly { id: string }[]) => those.map(({ id }) => id);

/** Moves pictures into an album. The message about it offers to take that back. */
export function movePictures(
  tools: ChangeTools,
  pictures: readonly ListedPicture[],
  albumId: string,
): Promise<void> {
  const { t } = tools;
  const steps = pictures
    .filter((picture) => picture.albumId !== albumId)
    .map((picture) => ({ ...picture, to: albumId }));
  return runSteps(tools, steps, null, (moved, name, way) => ({
    text: t('move.done', { count: moved.length, name }),
    action: {
      label: t('app.undo'),
      run() {
        const home = moved.map(({ id, albumId: from, to }) => ({ id, albumId: to, to: from ?? to }));
        void runSteps(tools, home, way, ({ length }) => ({ text: t('move.undone', { count: length }) }));
      },
    },
  }));
}

/** @param back how pictures that come home went; null where they go to where only the server knows their places. */
function runSteps(tools: ChangeTools, steps: readonly Step[], back: WayBack | null, say: Say): Promise<void> {
  const { client, t } = tools;
  const way: WayBack[number][] = [];
  let name = '';

  const moveTo = async (albumId: string, group: readonly Step[]): Promise<readonly Step[]> => {
    const { data } = await client.mutate({
      mutation: MovePicturesDocument,
      variables: { input: { pictureIds: idsOf(group), albumId } },
      update: (cache, { data: answer }) => {
        if (!answer) return;
        const { album, sourceAlbums, pictures } = answer.movePictures;
        name = album.name;
        way.push(...takeFromAlbums(cache, group));
        if (back) putBack(cache, back, idsOf(pictures));
        else cache.evict({ id: `Album:${albumId}`, fieldName: 'pictures' });
        countLists(cache, [album, ...sourceAlbums]);
        if (back) forgetShortLists(cache, [albumId]);
      },
    });
    const moved = new Set(idsOf(data?.movePictures.pictures ?? []));
    return group.filter(({ id }) => moved.has(id));
  };

  return changePictures(tools, {
    items: steps,
    guess: (cache) => guess(cache, steps, back),
    ask: async (batch) => {
      const moved: Step[] = [];
      const known = await withAlbums(client, batch);
      for (const [albumId, group] of Map.groupBy(known, ({ to }) => to))
        moved.push(...(await moveTo(albumId, group)));
      return moved;
    },
    under: t('move.under', { count: steps.length }),
    done: (moved) => say(moved, name, way),
    failed: (count) => t('move.failed', { count }),
  });
}

function guess(cache: ApolloCache, steps: readonly Step[], back: WayBack | null): void {
  takeFromAlbums(cache, steps);
  countDown(cache, steps);
  if (back) putBack(cache, back, idsOf(steps));
  for (const [albumId, { length }] of Map.groupBy(steps, ({ to }) => to))
    cache.modify<{ pictureCount: number }>({
      id: `Album:${albumId}`,
      fields: { pictureCount: (count) => count + length },
    });
}

/** Finds the albums that nobody here knows: the way back leads there. */
async function withAlbums(client: ApolloClient, steps: readonly Step[]): Promise<readonly Step[]> {
  const ids = idsOf(steps.filter(({ albumId }) => albumId === null));
  if (ids.length === 0) return steps;
  const { data } = await client.query({
    query: AlbumsOfPicturesDocument,
    variables: { ids },
    fetchPolicy: 'network-only',
  });
  const albums = new Map(
    data?.nodes.flatMap((node) => (node?.__typename === 'Picture' ? [[node.id, node.album.id]] : [])),
  );
  return steps.map((step) => ({ ...step, albumId: step.albumId ?? albums.get(step.id) ?? null }));
}
