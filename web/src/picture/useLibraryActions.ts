import { useMemo } from 'react';
import { useAlbumPicker } from '../album/AlbumPicker.tsx';
import { useUpdateAlbum } from '../album/useUpdateAlbum.ts';
import { useT } from '../i18n/I18n.tsx';
import type { PictureAction } from './picture-actions.ts';
import { useDownload } from './useDownload.ts';
import { useMovePictures } from './useMovePictures.ts';
import { useTrashPictures } from './useTrashPictures.ts';

/**
 * What can be done with pictures of the library.
 * @param albumId the album on the page; null where those of all albums stand together.
 */
export function useLibraryActions(albumId: string | null): readonly PictureAction[] {
  const t = useT();
  const pickAlbum = useAlbumPicker();
  const { setCover } = useUpdateAlbum();
  const move = useMovePictures();
  const trash = useTrashPictures();
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
          return album && (() => void move(pictures, album.id));
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
        prepare: async (pictures) => () => void trash(pictures),
      },
    ],
    [albumId, pickAlbum, setCover, move, trash, download, t],
  );
}
