import { lazy } from 'react';
import { idleMoment } from '../lib/tasks.ts';
import { loadAhead } from './reload-once.ts';

const load = {
  albumList: async () => ({ default: (await import('../album/AlbumListPage.tsx')).AlbumListPage }),
  album: async () => ({ default: (await import('../album/AlbumPage.tsx')).AlbumPage }),
  trash: async () => ({ default: (await import('../trash/TrashPage.tsx')).TrashPage }),
  share: async () => ({ default: (await import('../share/SharePage.tsx')).SharePage }),
  visitor: async () => ({ default: (await import('../member/VisitorPage.tsx')).VisitorPage }),
};

// All but the timeline comes with the first visit, or before it when there is time.
export const AlbumListPage = lazy(load.albumList);
export const AlbumPage = lazy(load.album);
export const TrashPage = lazy(load.trash);
export const SharePage = lazy(load.share);
export const VisitorPage = lazy(load.visitor);

/** Brings the page of somebody who is not signed in. */
export const bringVisitorPage = (): void => void loadAhead(load.visitor);

/** Brings the page of an address while other things are being waited for. */
export function bringPage(pathname: string): void {
  const [, first = '', second] = pathname.split('/');
  const pages = { albums: second ? load.album : load.albumList, trash: load.trash, share: load.share };
  const isPage = (name: string): name is keyof typeof pages => name in pages;
  if (isPage(first)) void loadAhead(pages[first]);
}

/** What is done with pictures of the timeline, and what files ask that are dropped on it. */
const deeds = [
  () => import('../picture/trash-pictures.ts'),
  () => import('../picture/move-pictures.ts'),
  () => import('../album/AlbumPickerDialog.tsx'),
  () => import('../upload/FolderDialog.tsx'),
];

/** Brings the pages of a member when the browser has nothing else to do: the next step is at once, also without a network. */
export function bringPagesSoon(): void {
  void bringOneByOne([load.albumList, load.album, load.trash, ...deeds]);
}

async function bringOneByOne(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const part of parts) {
    await idleMoment();
    await loadAhead(part);
  }
}
