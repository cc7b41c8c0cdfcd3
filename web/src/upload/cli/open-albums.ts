import type { UploadAlbum } from '../engine/upload-item.ts';
import type { Operations } from './operations.ts';
import type { Session } from './session.ts';

/** Finds the member's albums of these names, the newest where several have one name, and makes those that are missing. */
export async function openAlbums(
  session: Session,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, UploadAlbum>> {
  const albums = new Map<string, UploadAlbum>();
  for (let after: string | null = null, more = names.size > 0; more; ) {
    const { albums: page }: Operations['CliAlbums']['data'] = await session.ask('CliAlbums', { after });
    for (const album of page.nodes)
      if (names.has(album.name) && !albums.has(album.name)) albums.set(album.name, album);
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage && albums.size < names.size;
  }
  for (const name of names) {
    if (albums.has(name)) continue;
    const { createAlbum } = await session.ask('CliCreateAlbum', { input: { name } });
    albums.set(name, createAlbum.album);
  }
  return albums;
}
