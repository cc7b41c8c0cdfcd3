import { useCallback, useSyncExternalStore } from 'react';
import type { UploadEngine, UploadStatus } from './engine/upload-engine.ts';
import type { UploadRow } from './engine/upload-item.ts';

/** How all uploads stand; renders at most four times a second, however many files there are. */
export function useUploadStatus(engine: UploadEngine): UploadStatus {
  const subscribe = useCallback((listener: () => void) => engine.list.subscribe(listener), [engine]);
  return useSyncExternalStore(subscribe, () => engine.snapshot());
}

/** The rows of all files in the tray's order; renders at most four times a second. */
export function useUploadRows(engine: UploadEngine): readonly UploadRow[] {
  const subscribe = useCallback((listener: () => void) => engine.list.subscribe(listener), [engine]);
  return useSyncExternalStore(subscribe, () => engine.list.rows());
}
