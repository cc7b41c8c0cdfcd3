import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { setStorage } from '../usage/set-storage.ts';
import {
  countLists,
  forgetAlbumLists,
  type ListedPicture,
  putBack,
  takeFromTrash,
  type WayBack,
} from './picture-lists.ts';
import { RestorePicturesDocument } from './TrashPictures.generated.ts';
import { usePictureChange } from './usePictureChange.ts';

/** Takes pictures out of the trash: back the way that they went, where that is known, else into lists that are asked for anew. */
export function useRestorePictures(): (pictures: readonly ListedPicture[], way?: WayBack) => Promise<void> {
  const client = useApolloClient();
  const change = usePictureChange();
  const t = useT();

  return useCallback(
    (pictures, way) =>
      change({
        items: pictures,
        guess: (cache) => {
          const ids = pictures.map(({ id }) => id);
          takeFromTrash(cache, ids);
          if (way) putBack(cache, way, ids);
        },
        ask: async (batch) => {
          const pictureIds = batch.map(({ id }) => id);
          const { data } = await client.mutate({
            mutation: RestorePicturesDocument,
            variables: { input: { pictureIds } },
            update: (cache, { data: answer }) => {
              if (!answer) return;
              const { albums, storage, pictures: restored } = answer.restorePictures;
              takeFromTrash(cache, pictureIds);
              if (way) {
                putBack(
                  cache,
                  way,
                  restored.map(({ id }) => id),
                );
                countLists(cache, albums);
              } else {
                forgetAlbumLists(
                  cache,
                  albums.map(({ id }) => id),
                );
              }
              setStorage(cache, storage);
            },
          });
          const restored = new Set(data?.restorePictures.pictures.map(({ id }) => id));
          return batch.filter(({ id }) => restored.has(id));
        },
        under: t('trash.restoring', { count: pictures.length }),
        done: (restored) => ({ text: t('trash.restored', { count: restored.length }) }),
        failed: (count) => t('trash.restoreFailed', { count }),
      }),
    [client, change, t],
  );
}
