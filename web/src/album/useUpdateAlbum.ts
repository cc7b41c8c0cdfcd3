import { useApolloClient } from '@apollo/client/react';
import { useCallback, useMemo } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { ListedPicture } from '../picture/picture-lists.ts';
import type { PictureOrder, UpdateAlbumInput } from '../schema.generated.ts';
import { useToast } from '../ui/Toast.tsx';
import { UpdateAlbumDocument } from './UpdateAlbum.generated.ts';

export interface UpdateAlbum {
  /** Changes the name. */
  rename(albumId: string, name: string): Promise<void>;
  /** Keeps the order that the album's pictures stand in. */
  setOrder(albumId: string, order: PictureOrder): Promise<void>;
  /** Makes a picture the cover of its album. */
  setCover(picture: ListedPicture): Promise<void>;
}

/** What can be changed of an album: shown at once, and as before where the server does not agree, which is said aloud. */
export function useUpdateAlbum(): UpdateAlbum {
  const client = useApolloClient();
  const toast = useToast();
  const t = useT();

  const update = useCallback(
    async (input: UpdateAlbumInput, guess: Record<string, () => string>, done?: string) => {
      const layer = `album ${JSON.stringify(input)}`;
      client.cache.recordOptimisticTransaction((cache) => {
        cache.modify({ id: `Album:${input.albumId}`, fields: guess });
      }, layer);
      try {
        await client.mutate({ mutation: UpdateAlbumDocument, variables: { input } });
        if (done) toast({ text: done });
      } catch {
        toast({ text: t('app.actionFailed'), kind: 'error' });
      } finally {
        client.cache.removeOptimistic(layer);
      }
    },
    [client, toast, t],
  );

  return useMemo(
    () => ({
      rename: (albumId, name) => update({ albumId, name }, { name: () => name }),
      setOrder: (albumId, pictureOrder) =>
        // Not guessed: the list in the other order would be asked for before the server knows of it.
        update({ albumId, pictureOrder }, {}),
      async setCover({ id, albumId }) {
        if (albumId) await update({ albumId, coverPictureId: id }, {}, t('cover.done'));
      },
    }),
    [update, t],
  );
}
