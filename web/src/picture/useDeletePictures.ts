import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { refreshTimeline } from '../timeline/refresh-timeline.ts';
import { useToast } from '../ui/Toast.tsx';
import { setStorage } from '../usage/set-storage.ts';
import { AlbumsOfDeletedDocument } from './AlbumsOfDeleted.generated.ts';
import { DeletePicturesDocument } from './DeletePictures.generated.ts';
import { forgetPictures } from './forget-pictures.ts';
import type { GridPicture } from './grid-items.ts';

/** The most that one mutation takes. */
const batch = 100;

/**
 * Deletes pictures: gone from the page at once, and back where the server does not agree. Says the outcome aloud. More than
 * a hundred go in several mutations; each stands for itself.
 */
export function useDeletePictures(): (pictures: readonly GridPicture[]) => Promise<void> {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();

  return useCallback(
    async (pictures) => {
      const known = pictures.map(({ id, album }) => ({ id, albumId: album.id }));
      const layer = `delete ${known[0]?.id}`;
      let deleted = 0;
      let kept = 0;
      const batches = [];
      for (let from = 0; from < known.length; from += batch) batches.push(known.slice(from, from + batch));
      // One layer for all, so that the grid closes up once and not batch by batch.
      client.cache.recordOptimisticTransaction((cache) => forgetPictures(cache, known), layer);
      for (const part of batches) {
        try {
          const { data } = await client.mutate({
            mutation: DeletePicturesDocument,
            variables: { input: { pictureIds: part.map(({ id }) => id) } },
          });
          const answered = new Set(data?.deletePictures.deletedPictureIds);
          // What is not answered was not there any more: it goes from the page as well.
          forgetPictures(client.cache, part);
          if (data) setStorage(client.cache, data.deletePictures.storage);
          deleted += answered.size;
        } catch {
          kept += part.length;
        }
      }
      client.cache.removeOptimistic(layer);
      void refreshTimeline(client);
      if (deleted > 0) toast({ text: t('delete.done', { count: deleted }) });
      if (kept > 0) toast({ text: t('delete.failed', { count: kept }), kind: 'error' });
      // The server chooses the cover anew and counts what other tabs did.
      const albums = [...new Set(known.map(({ albumId }) => albumId))].slice(0, batch);
      await client
        .query({ query: AlbumsOfDeletedDocument, variables: { ids: albums }, fetchPolicy: 'network-only' })
        .catch(() => undefined);
    },
    [client, toast, t],
  );
}
