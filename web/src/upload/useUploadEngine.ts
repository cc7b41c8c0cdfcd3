import type { ApolloClient } from '@apollo/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { EngineOfPage, RunningEngine } from './start-engine.ts';

export type { EngineOfPage } from './start-engine.ts';

interface UploadEngineOfPage {
  /** Null until it has loaded. */
  readonly page: EngineOfPage | null;
  /** The same as soon as it has loaded, for files that come before. Rejects where it cannot be loaded. */
  whenReady(): Promise<EngineOfPage>;
}

/** One engine for as long as this member is signed in. It loads after the page, which does not need it to be drawn. */
export function useUploadEngine(client: ApolloClient, memberId: string): UploadEngineOfPage {
  const [page, setPage] = useState<EngineOfPage | null>(null);
  const ready = useRef<Promise<EngineOfPage> | null>(null);

  const load = useCallback(async (): Promise<RunningEngine> => {
    const { startEngine } = await import('./start-engine.ts');
    return startEngine(client, memberId);
  }, [client, memberId]);

  useEffect(() => {
    let isOver = false;
    const loading = load();
    ready.current = loading;
    // Where it cannot be loaded that is told to whoever wants to upload; until then nobody misses it.
    const forEngine = (use: (running: RunningEngine) => void) => loading.then(use, () => undefined);
    void forEngine((running) => {
      if (!isOver) setPage(running);
    });
    return () => {
      isOver = true;
      ready.current = null;
      void forEngine((running) => running.end());
      setPage(null);
    };
  }, [load]);

  return {
    page,
    whenReady: useCallback(() => ready.current ?? Promise.reject(new Error('nobody is signed in')), []),
  };
}
