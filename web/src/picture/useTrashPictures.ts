import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { setStorage } from '../usage/set-storage.ts';
import { forgetPictures } from './forget-pictures.ts';
import {
  countLists,
  type ListedPicture,
  takeFromAlbums,
  takeFromTimeline,
  type WayBack,
} from './picture-lists.ts';
import { TrashPicturesDocument } from './TrashPictures.generated.ts';
import { usePictureChange } from './usePictureChange.ts';
import { useRestorePictures } from './useRestorePictures.ts';

/** Puts pictures into the trash. The message about it offers to take that back. */
export function useTrashPictures(): (pictures: readonly ListedPicture[]) => Promise<void> {
  const client = useApolloClient();
  const change = usePictureChange();
  const restore = useRestorePictures();
  const t = useT();

  return useCallback(
    (pictures) => {
      const way: WayBack[number][] = [];
      return change({
        items: pictures,
        guess: (cache) => forgetPictures(cache, pictures),
        ask: async (batch) => {
          const pictureIds = batch.map(({ id }) => id);
          const { data } = await client.mutate({
            mutation: TrashPicturesDocument,
            variables: { input: { pictureIds } },
            update: (cache, { data: answer }) => {
              if (!answer) return;
              const { albums, storage } = answer.trashPictures;
              const albumIds = albums.map(({ id }) => id);
              // What is not answered was not there any more: it goes from the page as well.
              way.push(...takeFromTimeline(cache, pictureIds), ...takeFromAlbums(cache, batch, albumIds));
              countLists(cache, albums);
              cache.evict({ id: 'ROOT_QUERY', fieldName: 'trash' });
              setStorage(cache, storage);
            },
          });
          const trashed = new Set(data?.trashPictures.trashedPictureIds);
          return batch.filter(({ id }) => trashed.has(id));
        },
        under: t('trash.moving', { count: pictures.length }),
        done: (trashed) => ({
          text: t('trash.moved', { count: trashed.length }),
          action: { label: t('app.undo'), run: () => void restore(trashed, way) },
        }),
        failed: (count) => t('trash.moveFailed', { count }),
      });
    },
    [client, change, restore, t],
  );
}
