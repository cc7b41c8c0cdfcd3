import { createContext, useContext } from 'react';
import type { UploadEngine } from './engine/upload-engine.ts';
import type { UploadSource } from './engine/upload-source.ts';
import type { Dropped } from './sources/dropped-roots.ts';

/** What the page's parts do with uploads. */
export interface Uploads {
  /** Null until it has loaded; files may come before. */
  readonly engine: UploadEngine | null;
  /** Whether files are being dragged over the page. */
  readonly isDragging: boolean;
  /** Takes files for the album on screen, else for one that the person chooses. */
  addSources(sources: readonly UploadSource[]): void;
  /** The same for what was dropped; folders are walked. */
  addDrop(dropped: Dropped): void;
  /** Goes on with what an earlier page left, where the browser kept the way to it. Call it right after a click. */
  reopen(): Promise<void>;
  /** Whether `reopen` can bring back some of what is missing. */
  readonly canReopen: boolean;
}

export const UploadsContext = createContext<Uploads | null>(null);

/** Uploads of the signed-in member; null outside UploadProvider. */
export function useUploads(): Uploads | null {
  return useContext(UploadsContext);
}
