import { useMemo } from 'react';
import { useAlbumPicker } from '../album/AlbumPicker.tsx';
import { useUpdateAlbum } from '../album/useUpdateAlbum.ts';
import { useT } from '../i18n/I18n.tsx';
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
          const { movePictures } = await import('./move-pictures.ts');
          return () => void movePictures(tools, pictures, album.id);
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
          const { trashPictures } = await import('./trash-pictures.ts');
          return () => void trashPictures(tools, pictures);
        },
      },
    ],
    [albumId, pickAlbum, setCover, tools, download, t],
  );
}
