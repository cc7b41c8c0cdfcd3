import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { ToastWords } from '../ui/Toast.tsx';
import { AlbumsOfPicturesDocument } from './AlbumsOfPictures.generated.ts';
import { countDown } from './forget-pictures.ts';
import { MovePicturesDocument } from './MovePictures.generated.ts';
import { countLists, type ListedPicture, putBack, takeFromAlbums, type WayBack } from './picture-lists.ts';
import { usePictureChange } from './usePictureChange.ts';

/** A picture on its way: `albumId` is the album it leaves. */
type Step = ListedPicture & { readonly to: string };

/** Moves pictures into an album. The message about it offers to take that back. */
export function useMovePictures(): (pictures: readonly ListedPicture[], albumId: string) => Promise<void> {
  const client = useApolloClient();
  const change = usePictureChange();
  const t = useT();

  return useCallback(
    (pictures, albumId) => {
      let name = '';
      const run = (
        steps: readonly Step[],
        back: WayBack | null,
        done: (reached: readonly Step[], way: WayBack) => ToastWords,
      ) => {
        const way: WayBack[number][] = [];
        return change({
          items: steps,
          guess: (cache) => {
            takeFromAlbums(cache, steps);
            countDown(cache, steps);
            if (back)
              putBack(
                cache,
                back,
                steps.map(({ id }) => id),
              );
            for (const [to, { length }] of Map.groupBy(steps, (step) => step.to))
              cache.modify<{ pictureCount: number }>({
                id: `Album:${to}`,
                fields: { pictureCount: (count) => count + length },
              });
          },
          ask: async (batch) => {
            const known = await withAlbums(client, batch);
            const reached: Step[] = [];
            for (const [target, group] of Map.groupBy(known, (step) => step.to)) {
              const pictureIds = group.map(({ id }) => id);
              const { data } = await client.mutate({
                mutation: MovePicturesDocument,
                variables: { input: { pictureIds, albumId: target } },
                update: (cache, { data: answer }) => {
                  if (!answer) return;
                  const { album, sourceAlbums, pictures: moved } = answer.movePictures;
                  name = album.name;
                  way.push(...takeFromAlbums(cache, group));
                  if (back)
                    putBack(
                      cache,
                      back,
                      moved.map(({ id }) => id),
                    );
                  // Where they stand among the others there only the server knows.
                  else cache.evict({ id: `Album:${target}`, fieldName: 'pictures' });
                  countLists(cache, [album, ...sourceAlbums]);
                },
              });
              const ids = new Set(data?.movePictures.pictures.map(({ id }) => id));
              reached.push(...group.filter(({ id }) => ids.has(id)));
            }
            return reached;
          },
          under: t('move.under', { count: steps.length }),
          done: (reached) => done(reached, way),
          failed: (count) => t('move.failed', { count }),
        });
      };

      const steps = pictures
        .filter((picture) => picture.albumId !== albumId)
        .map((picture) => ({ ...picture, to: albumId }));
      return run(steps, null, (reached, way) => ({
        text: t('move.done', { count: reached.length, name }),
        action: {
          label: t('app.undo'),
          run: () => {
            const home = reached.map((step) => ({
              id: step.id,
              albumId: step.to,
              to: step.albumId ?? step.to,
            }));
            void run(home, way, (returned) => ({ text: t('move.undone', { count: returned.length }) }));
          },
        },
      }));
    },
    [client, change, t],
  );
}

/** Finds the albums that nobody here knows: the way back leads there. */
async function withAlbums(client: ApolloClient, steps: readonly Step[]): Promise<readonly Step[]> {
  const ids = steps.filter(({ albumId }) => albumId === null).map(({ id }) => id);
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
