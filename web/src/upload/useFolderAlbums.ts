import { useCallback } from 'react';
import { useCreateAlbum } from '../album/useCreateAlbum.ts';
import type { UploadAlbum } from './engine/upload-item.ts';
import { albumNameOf } from './sources/album-name-of.ts';

/** The album for files of a folder (its path from the dropped one down); null where it could not be made. */
export type AlbumOfFolder = (folders: readonly string[]) => Promise<UploadAlbum | null>;

/**
 * Makes an album for each folder that has files of its own, named like the folder, when its first file is found. Files
 * outside any folder go to the album on screen, else to one that the person chooses.
 */
export function useFolderAlbums(): (
  current: UploadAlbum | null,
  pick: () => Promise<UploadAlbum | null>,
) => AlbumOfFolder {
  const createAlbum = useCreateAlbum();
  return useCallback(
    (current, pick) => {
      const albums = new Map<string, Promise<UploadAlbum | null>>();
      return (folders) => {
        const path = folders.join('/');
        const known = albums.get(path);
        if (known !== undefined) return known;
        const name = albumNameOf(folders);
        const album =
          name === null ? Promise.resolve(current ?? pick()) : createAlbum(name).catch(() => null);
        albums.set(path, album);
        return album;
      };
    },
    [createAlbum],
  );
}
