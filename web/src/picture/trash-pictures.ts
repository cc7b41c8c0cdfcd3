import { setStorage } from '../usage/set-storage.ts';
import { type ChangeTools, changePictures } from './change-pictures.ts';
import { forgetPictures } from './forget-pictures.ts';
import {
  countLists,
  type ListedPicture,
  takeFromAlbums,
  takeFromTimeline,
  type WayBack,
} from './picture-lists.ts';
import { restorePictures } from './restore-pictures.ts';
import { TrashPicturesDocument } from './TrashPictures.generated.ts';

/** Puts pictures into the trash. The message about it offers to take that back. */
export function trashPictures(tools: ChangeTools, pictures: readonly ListedPicture[]): Promise<void> {
  const { client, t } = tools;
  const way: WayBack[number][] = [];
  return changePictures(tools, {
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
      action: { label: t('app.undo'), run: () => void restorePictures(tools, trashed, way) },
    }),
    failed: (count) => t('trash.moveFailed', { count }),
    gone: (count) => t('trash.moveGone', { count }),
  });
}
