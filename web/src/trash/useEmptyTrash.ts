import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { changeConnection } from '../app/forward-connection.ts';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import { setStorage } from '../usage/set-storage.ts';
import { EmptyTrashDocument } from './TrashPage.generated.ts';

/** Deletes all that is in the trash for good. The outcome is said aloud. */
export function useEmptyTrash(): () => Promise<void> {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();
  return useCallback(async () => {
    try {
      await client.mutate({
        mutation: EmptyTrashDocument,
        update: (cache, { data }) => {
          if (!data) return;
          // A fuller trash is still being emptied by the server; for the member it is done.
          cache.modify({
            fields: {
              trash: changeConnection((connection) => ({
                ...connection,
                edges: [],
                pageInfo: { ...connection.pageInfo, hasNextPage: false, endCursor: null },
                totalCount: 0,
              })),
            },
          });
          setStorage(cache, data.emptyTrash.storage);
        },
      });
      toast({ text: t('trash.emptied') });
    } catch {
      toast({ text: t('app.actionFailed'), kind: 'error' });
    }
  }, [client, toast, t]);
}
