import { useCallback, useMemo } from 'react';
import { useAlbumPicker } from '../album/AlbumPicker.tsx';
import { useUpdateAlbum } from '../album/useUpdateAlbum.ts';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import type { PictureAction } from './picture-actions.ts';
import { useChangeTools } from './useChangeTools.ts';
import { useDownload } from './useDownload.ts';

/**
 * What can be done with pictures of the library.
 * @param albumId the album on the page; null where those of all albums stand together.
 */
export function useLibraryActions(albumId: string | null): readonly PictureAction[] {
  const t = useT();
  const pickAlbum = useAlbumPicker();
  const { setCover } = useUpdateAlbum();
  const tools = useChangeTools();
  const download = useDownload();
  const toast = useToast();

  // What cannot be loaded is not done, which is said.
  const bring = useCallback(
    async <Part>(load: () => Promise<Part>): Promise<Part | null> => {
      try {
        return await load();
      } catch {
        toast({ text: t('app.partFailed'), kind: 'error' });
        return null;
      }
    },
    [toast, t],
  );

  return useMemo<readonly PictureAction[]>(
    () => [
      {
        id: 'cover',
        icon: 'cover',
        label: t('selection.cover'),
        leaves: false,
        single: ({ state }) => state === 'READY',
        prepare: async ([picture]) => (picture ? () => void setCover(picture) : null),
      },
      {
        id: 'move',
        icon: 'move',
        label: t('selection.move'),
        shortcut: 'move',
        leaves: albumId !== null,
        async prepare(pictures) {
          const [first] = pictures;
          const only = pictures.length === 1 && first ? first.albumId : null;
          const album = await pickAlbum({ title: t('picker.moveTitle'), without: albumId ?? only });
          if (!album) return null;
          const part = await bring(() => import('./move-pictures.ts'));
          return part && (() => void part.movePictures(tools, pictures, album.id));
        },
      },
      {
        id: 'download',
        icon: 'download',
        label: t('selection.download'),
        leaves: false,
        prepare: async (pictures) => () => void download(pictures.map(({ id }) => id)),
      },
      {
        id: 'trash',
        icon: 'trash',
        label: t('selection.delete'),
        shortcut: 'trash',
        leaves: true,
        async prepare(pictures) {
          const part = await bring(() => import('./trash-pictures.ts'));
          return part && (() => void part.trashPictures(tools, pictures));
        },
      },
    ],
    [albumId, pickAlbum, setCover, tools, download, bring, t],
  );
}
