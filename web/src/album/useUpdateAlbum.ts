import { useApolloClient } from '@apollo/client/react';
import { useCallback, useMemo } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { GridPicture } from '../picture/grid-items.ts';
import { useToast } from '../ui/Toast.tsx';
import { UpdateAlbumDocument } from './UpdateAlbum.generated.ts';

export interface UpdateAlbum {
  /** Changes the name; the page shows it at once, and the old one again where the server does not agree. */
  rename(albumId: string, name: string): Promise<void>;
  /** Makes a picture the cover of its album. */
  setCover(picture: GridPicture): Promise<void>;
}

/** What can be changed of an album. Failures are said aloud, and the page is as it was. */
export function useUpdateAlbum(): UpdateAlbum {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();

  const run = useCallback(
    async (change: () => Promise<unknown>, done?: string) => {
      try {
        await change();
        if (done) toast({ text: done });
      } catch {
        toast({ text: t('app.actionFailed'), kind: 'error' });
      }
    },
    [toast, t],
  );

  return useMemo(
    () => ({
      rename: (albumId, name) =>
        run(async () => {
          const layer = `rename ${albumId}`;
          client.cache.recordOptimisticTransaction((cache) => {
            cache.modify({ id: `Album:${albumId}`, fields: { name: () => name } });
          }, layer);
          try {
            await client.mutate({ mutation: UpdateAlbumDocument, variables: { input: { albumId, name } } });
          } finally {
            client.cache.removeOptimistic(layer);
          }
        }),
      setCover: (picture) =>
        run(
          () =>
            client.mutate({
              mutation: UpdateAlbumDocument,
              variables: { input: { albumId: picture.album.id, coverPictureId: picture.id } },
            }),
          t('cover.done'),
        ),
    }),
    [client, run, t],
  );
}
