import { useSyncExternalStore } from 'react';
import { localPreviews } from './preview/local-previews.ts';

export type { LocalPreview } from './preview/local-previews.ts';

/** Files on their way, or just arrived, with small pictures of them. The list changes a few times a second at most. */
export function useLocalPreviews() {
  return useSyncExternalStore(localPreviews.subscribe, localPreviews.snapshot);
}

/** The grid shows the server's thumbnail now: this preview is needed no longer. */
export function releaseLocalPreview(key: string): void {
  localPreviews.release(key);
}
