import { setStorage } from '../usage/set-storage.ts';
import { type ChangeTools, changePictures } from './change-pictures.ts';
import {
  countLists,
  forgetAlbumLists,
  forgetShortLists,
  type ListedPicture,
  putBack,
  takeFromTrash,
  type WayBack,
} from './picture-lists.ts';
import { RestorePicturesDocument } from './TrashPictures.generated.ts';

const idsOf = (those: readonly { id: string }[]) => those.map(({ id }) => id);

/**
 * Takes pictures out of the trash.
 * @param way how they went, where that is known; else their lists are asked for anew.
 */
export function restorePictures(
  tools: ChangeTools,
  pictures: readonly ListedPicture[],
  way?: WayBack,
): Promise<void> {
  const { client, t } = tools;
  return changePictures(tools, {
    items: pictures,
    guess: (cache) => {
      takeFromTrash(cache, idsOf(pictures));
      if (way) putBack(cache, way, idsOf(pictures));
    },
    ask: async (batch) => {
      const pictureIds = idsOf(batch);
      const { data } = await client.mutate({
        mutation: RestorePicturesDocument,
        variables: { input: { pictureIds } },
        update: (cache, { data: answer }) => {
          if (!answer) return;
          const { albums, storage, pictures: restored } = answer.restorePictures;
          takeFromTrash(cache, pictureIds);
          if (way) putBack(cache, way, idsOf(restored));
          else forgetAlbumLists(cache, idsOf(albums));
          countLists(cache, albums);
          if (way) forgetShortLists(cache, idsOf(albums));
          setStorage(cache, storage);
        },
      });
      const restored = new Set(idsOf(data?.restorePictures.pictures ?? []));
      return batch.filter(({ id }) => restored.has(id));
    },
    under: t('trash.restoring', { count: pictures.length }),
    done: (restored) => ({ text: t('trash.restored', { count: restored.length }) }),
    failed: (count) => t('trash.restoreFailed', { count }),
    gone: (count) => t('trash.restoreGone', { count }),
  });
}
