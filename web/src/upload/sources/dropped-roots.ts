import { newRandomId } from '../browser/browser-network.ts';
import type { Root } from './walk-entries.ts';

/** What a drop brought. */
export interface Dropped {
  readonly roots: readonly Root[];
  /** Files without a file-system entry, as when they are dragged from another program. */
  readonly files: readonly File[];
  /** The ways to keep for after a reload, where the browser has them. */
  readonly handles: readonly { readonly id: string; readonly handle: Promise<FileSystemHandle | null> }[];
}

/** Reads a drop. Must run while the event is handled: afterwards the browser has emptied it. */
export function readDrop(transfer: DataTransfer): Dropped {
  const roots: Root[] = [];
  const files: File[] = [];
  const handles: { id: string; handle: Promise<FileSystemHandle | null> }[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry === null) {
      const file = item.getAsFile();
      if (file !== null) files.push(file);
      continue;
    }
    const handle = handleOf(item);
    if (handle === null) {
      roots.push({ entry });
    } else {
      const rootId = newRandomId();
      handles.push({ id: rootId, handle });
      roots.push({ entry, rootId });
    }
  }
  return { roots, files, handles };
}

// In Chromium only; TypeScript's DOM does not name it.
function handleOf(item: DataTransferItem & { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }) {
  return item.getAsFileSystemHandle?.().catch(() => null) ?? null;
}
