import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { changeConnection } from '../app/forward-connection.ts';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import { setStorage } from '../usage/set-storage.ts';
import { DeleteAlbumDocument } from './DeleteAlbum.generated.ts';

/** Deletes an album with its pictures; answers whether it is gone. The outcome is said aloud. */
export function useDeleteAlbum(): (album: { id: string; name: string }) => Promise<boolean> {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();
  return useCallback(
    async ({ id, name }) => {
      try {
        await client.mutate({
          mutation: DeleteAlbumDocument,
          variables: { input: { albumId: id } },
          update: (cache, { data }) => {
            if (!data) return;
            setStorage(cache, data.deleteAlbum.storage);
            cache.modify({
              fields: {
                albums: changeConnection((connection) => ({
                  ...connection,
                  totalCount: Math.max(0, (connection.totalCount ?? 0) - 1),
                })),
                // Which of the timeline's pictures went with it only the server knows: it is asked again when next shown.
                pictures: (_connection: unknown, { DELETE }: { DELETE: unknown }) => DELETE,
              },
            });
            cache.evict({ id: `Album:${id}` });
            cache.gc();
          },
        });
        toast({ text: t('album.deleted', { name }) });
        return true;
      } catch {
        toast({ text: t('app.actionFailed'), kind: 'error' });
        return false;
      }
    },
    [client, toast, t],
  );
}
