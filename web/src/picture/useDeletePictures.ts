import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { setStorage } from '../usage/set-storage.ts';
import { DeletePicturesDocument } from './DeletePictures.generated.ts';
import { type ListedPicture, takeFromTrash } from './picture-lists.ts';
import { usePictureChange } from './usePictureChange.ts';

/** Deletes pictures of the trash for good. */
export function useDeletePictures(): (pictures: readonly ListedPicture[]) => Promise<void> {
  const client = useApolloClient();
  const change = usePictureChange();
  const t = useT();

  return useCallback(
    (pictures) =>
      change({
        items: pictures,
        guess: (cache) =>
          void takeFromTrash(
            cache,
            pictures.map(({ id }) => id),
          ),
        ask: async (batch) => {
          const pictureIds = batch.map(({ id }) => id);
          const { data } = await client.mutate({
            mutation: DeletePicturesDocument,
            variables: { input: { pictureIds } },
            update: (cache, { data: answer }) => {
              if (!answer) return;
              takeFromTrash(cache, pictureIds);
              setStorage(cache, answer.deletePictures.storage);
            },
          });
          const deleted = new Set(data?.deletePictures.deletedPictureIds);
          return batch.filter(({ id }) => deleted.has(id));
        },
        under: t('delete.under', { count: pictures.length }),
        done: (deleted) => ({ text: t('delete.done', { count: deleted.length }) }),
        failed: (count) => t('delete.failed', { count }),
      }),
    [client, change, t],
  );
}
