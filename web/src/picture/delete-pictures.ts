import { setStorage } from '../usage/set-storage.ts';
import { type ChangeTools, changePictures } from './change-pictures.ts';
import { DeletePicturesDocument } from './DeletePictures.generated.ts';
import { noteDeletions } from './own-deletions.ts';
import { type ListedPicture, takeFromTrash } from './picture-lists.ts';

/** Deletes pictures of the trash for good. */
export function deletePictures(tools: ChangeTools, pictures: readonly ListedPicture[]): Promise<void> {
  const { client, t } = tools;
  const ids = pictures.map(({ id }) => id);
  return changePictures(tools, {
    items: pictures,
    guess: (cache) => takeFromTrash(cache, ids),
    ask: async (batch) => {
      const pictureIds = batch.map(({ id }) => id);
      await client.mutate({
        mutation: DeletePicturesDocument,
        variables: { input: { pictureIds } },
        update: (cache, { data: answer }) => {
          if (!answer) return;
          noteDeletions(pictureIds);
          takeFromTrash(cache, pictureIds);
          setStorage(cache, answer.deletePictures.storage);
        },
      });
      // What is not answered was deleted before.
      return batch;
    },
    under: t('delete.under', { count: pictures.length }),
    done: (deleted) => ({ text: t('delete.done', { count: deleted.length }) }),
    failed: (count) => t('delete.failed', { count }),
  });
}
