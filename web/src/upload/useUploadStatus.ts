import { useCallback, useSyncExternalStore } from 'react';
import type { UploadEngine, UploadStatus } from './engine/upload-engine.ts';

/** How all uploads stand; renders at most four times a second, however many files there are. */
export function useUploadStatus(engine: UploadEngine): UploadStatus {
  const subscribe = useCallback((listener: () => void) => engine.list.subscribe(listener), [engine]);
  return useSyncExternalStore(subscribe, () => engine.snapshot());
}

/** Makes whoever shows rows render when they are to be shown anew, at most four times a second. */
export function useRowTellings(engine: UploadEngine): void {
  const subscribe = useCallback((listener: () => void) => engine.list.subscribe(listener), [engine]);
  useSyncExternalStore(subscribe, () => engine.list.rowTellings);
}
