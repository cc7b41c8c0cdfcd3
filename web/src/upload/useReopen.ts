import { useCallback, useEffect, useState } from 'react';
import type { UploadEngine } from './engine/upload-engine.ts';
import { askToRead, type MissingFile, mayRead, reopenMissing } from './sources/reopen-missing.ts';
import type { EngineOfPage } from './useUploadEngine.ts';

/** Goes on with files that an earlier page left, where the browser kept the way to them. */
export function useReopen(page: EngineOfPage | null): { canReopen: boolean; reopen(): Promise<void> } {
  const [handles, setHandles] = useState<ReadonlyMap<string, FileSystemHandle>>(new Map());

  useEffect(() => {
    if (page === null) return;
    const { engine, kept } = page;
    let looked = 0;
    // They appear once the server has been asked, and again after a later page of this tab took over others.
    const stop = engine.list.subscribe(() => {
      const missing = engine.snapshot().byState.missing;
      if (missing === looked) return;
      const isMore = missing > looked;
      looked = missing;
      if (isMore) void findHandles(engine, kept.roots).then(setHandles);
    });
    engine.list.touch();
    return () => {
      stop();
      setHandles(new Map());
    };
  }, [page]);

  // A browser may remember that the person allowed it: then nothing needs a click.
  useEffect(() => {
    if (page === null || handles.size === 0) return;
    void readable(handles, mayRead).then((open) => bringBack(page.engine, open));
  }, [page, handles]);

  const reopen = useCallback(async () => {
    if (page !== null) await bringBack(page.engine, await readable(handles, askToRead));
  }, [page, handles]);
  return { canReopen: handles.size > 0, reopen };
}

async function findHandles(
  engine: UploadEngine,
  roots: (ids: readonly string[]) => Promise<Map<string, FileSystemHandle>>,
): Promise<Map<string, FileSystemHandle>> {
  const ids = new Set(missingFiles(engine).map(({ rootId }) => rootId));
  return ids.size > 0 ? roots([...ids]) : new Map();
}

async function readable(
  handles: ReadonlyMap<string, FileSystemHandle>,
  check: (handle: FileSystemHandle) => Promise<boolean>,
): Promise<Map<string, FileSystemHandle>> {
  const open = new Map<string, FileSystemHandle>();
  for (const [id, handle] of handles) if (await check(handle).catch(() => false)) open.set(id, handle);
  return open;
}

async function bringBack(engine: UploadEngine, open: ReadonlyMap<string, FileSystemHandle>): Promise<void> {
  const files = missingFiles(engine).filter(({ rootId }) => open.has(rootId));
  engine.adoptAll(await reopenMissing(files, open));
}

function missingFiles(engine: UploadEngine): MissingFile[] {
  return Array.from(engine.list.all()).flatMap(({ state, name, folders, rootId }) =>
    state.name === 'missing' && rootId !== null ? [{ name, folders, rootId }] : [],
  );
}
