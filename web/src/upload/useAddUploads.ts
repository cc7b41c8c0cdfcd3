import { useCallback, useRef, useState } from 'react';
import { useAlbumPicker } from '../album/AlbumPicker.tsx';
import { useCurrentAlbum } from '../album/CurrentAlbum.tsx';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import type { UploadAlbum } from './engine/upload-item.ts';
import type { UploadSource } from './engine/upload-source.ts';
import { sourcesOfFiles } from './sources/chosen-sources.ts';
import type { Dropped } from './sources/dropped-roots.ts';
import { mostFiles, walkEntries } from './sources/walk-entries.ts';
import { type AlbumOfFolder, useFolderAlbums } from './useFolderAlbums.ts';
import type { EngineOfPage } from './useUploadEngine.ts';

/** Where folders go: all into one album, or each into its own. */
export type FolderChoice = 'one' | 'each';

/** A question about folders that waits for its answer. */
export interface FolderQuestion {
  readonly album: UploadAlbum | null;
  answer(choice: FolderChoice | null): void;
}

interface AddUploads {
  addSources(sources: readonly UploadSource[]): void;
  addDrop(dropped: Dropped): void;
  readonly question: FolderQuestion | null;
}

// Handing all to the engine at once would block the page for as long as it takes.
const batchSize = 250;

/** Takes files from every source to the engine: asks where they go, walks folders, and says what was left out. */
export function useAddUploads(whenReady: () => Promise<EngineOfPage>): AddUploads {
  const t = useT();
  const toast = useToast();
  const currentAlbum = useCurrentAlbum();
  const pickAlbum = useAlbumPicker();
  const folderAlbums = useFolderAlbums();
  const [question, setQuestion] = useState<FolderQuestion | null>(null);
  const asked = useRef<Promise<unknown>>(Promise.resolve());

  const chooseTarget = useCallback(
    async (hasFolders: boolean): Promise<AlbumOfFolder | null> => {
      const choose = async (): Promise<AlbumOfFolder | null> => {
        const choice = hasFolders ? await ask(currentAlbum, setQuestion) : 'one';
        if (choice === null) return null;
        if (choice === 'each') return folderAlbums(currentAlbum, pickAlbum);
        const album = currentAlbum ?? (await pickAlbum());
        return album && (async () => album);
      };
      // What comes while a dialog is open asks after it: one dialog for both would lose the first one's answer.
      const answer = asked.current.then(choose);
      asked.current = answer.catch(() => undefined);
      return answer;
    },
    [currentAlbum, pickAlbum, folderAlbums],
  );

  const take = useCallback(
    async ({ engine }: EngineOfPage, sources: readonly UploadSource[], albumOf: AlbumOfFolder) => {
      let failed = false;
      for (let from = 0; from < sources.length; from += batchSize) {
        const byFolder = Map.groupBy(sources.slice(from, from + batchSize), ({ folders }) =>
          folders.join('/'),
        );
        for (const some of byFolder.values()) {
          const album = await albumOf(some[0]?.folders ?? []);
          if (album === null) failed = true;
          else engine.add(some, album);
        }
        await new Promise((resolve) => setTimeout(resolve));
      }
      if (failed) toast({ text: t('upload.albumFailed'), kind: 'error' });
    },
    [t, toast],
  );

  const addSources = useCallback(
    async (sources: readonly UploadSource[]) => {
      const hasFolders = sources.some(({ folders }) => folders.length > 0);
      const albumOf = sources.length > 0 ? await chooseTarget(hasFolders) : null;
      if (albumOf === null) return;
      await take(await whenReady(), sources.slice(0, mostFiles), albumOf);
      if (sources.length > mostFiles) toast({ text: t('upload.tooManyFiles', { most: mostFiles }) });
    },
    [whenReady, chooseTarget, take, t, toast],
  );

  const addDrop = useCallback(
    async ({ roots, files, handles }: Dropped) => {
      if (roots.length + files.length === 0) return;
      const hasFolders = roots.some(({ entry }) => entry.isDirectory);
      const albumOf = await chooseTarget(hasFolders);
      if (albumOf === null) return;
      const page = await whenReady();
      for (const { id, handle } of handles) {
        void handle.then((kept) => (kept === null ? undefined : page.kept.keepRoot(id, kept)));
      }
      let taken = Promise.resolve();
      let found = files.length;
      const { all, unreadable } = await walkEntries(roots, page.engine.signal, (sources) => {
        found += sources.length;
        taken = taken.then(() => take(page, sources, albumOf));
      });
      await taken;
      await take(page, sourcesOfFiles(files), albumOf);
      const [folder] = unreadable;
      if (folder !== undefined) toast({ text: t('upload.folderUnreadable', { folder }), kind: 'error' });
      else if (found === 0) toast({ text: t('upload.nothingThere') });
      if (!all) toast({ text: t('upload.tooManyFiles', { most: mostFiles }) });
    },
    [whenReady, chooseTarget, take, t, toast],
  );

  // A part of the app that cannot be loaded is all that rejects here.
  const tell = useCallback(() => toast({ text: t('upload.notReady'), kind: 'error' }), [t, toast]);
  return {
    addSources: useCallback((sources) => void addSources(sources).catch(tell), [addSources, tell]),
    addDrop: useCallback((dropped) => void addDrop(dropped).catch(tell), [addDrop, tell]),
    question,
  };
}

function ask(
  album: UploadAlbum | null,
  setQuestion: (question: FolderQuestion | null) => void,
): Promise<FolderChoice | null> {
  return new Promise((resolve) => {
    setQuestion({
      album,
      answer(choice) {
        setQuestion(null);
        resolve(choice);
      },
    });
  });
}
