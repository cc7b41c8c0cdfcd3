import { isLitter } from '../engine/judge-file.ts';
import type { UploadSource } from '../engine/upload-source.ts';

/** The most files that are taken of one drop. */
export const mostFiles = 20_000;

const batchSize = 200;
// Each file's size is a question to another process: asked one by one, a large folder would take minutes.
const questionsAtOnce = 8;

/** A dropped file or folder, and the id of the kept way to it. */
export interface Root {
  readonly entry: FileSystemEntry;
  readonly rootId?: string;
}

/**
 * Walks dropped files and folders to any depth and hands out their files in batches as they are found, the page staying
 * free in between. A file that cannot be read is handed out too, to be named. Answers whether all were taken (false past
 * `mostFiles`), and the names of folders that could not be read to their end. Stops early when aborted.
 */
export async function walkEntries(
  roots: readonly Root[],
  signal: AbortSignal,
  onBatch: (sources: readonly UploadSource[]) => void,
): Promise<{ all: boolean; unreadable: readonly string[] }> {
  let taken = 0;
  const unreadable: string[] = [];
  let batch: UploadSource[] = [];
  const flush = () => {
    if (batch.length > 0 && !signal.aborted) onBatch(batch);
    batch = [];
  };
  const take = (sources: readonly UploadSource[]): boolean => {
    for (const source of sources) {
      if (taken === mostFiles) return false;
      taken += 1;
      batch.push(source);
    }
    if (batch.length >= batchSize) flush();
    return true;
  };
  const folders: { entry: FileSystemDirectoryEntry; path: readonly string[]; rootId?: string }[] = [];
  const visit = async (entries: readonly Root[], path: readonly string[]): Promise<boolean> => {
    const files: { entry: FileSystemFileEntry; rootId?: string }[] = [];
    for (const { entry, rootId } of entries) {
      if (isLitter(entry.name)) continue;
      if (isFolder(entry)) folders.push({ entry, path: [...path, entry.name], rootId });
      else if (isFile(entry)) files.push({ entry, rootId });
    }
    for (let from = 0; from < files.length; from += questionsAtOnce) {
      const some = files.slice(from, from + questionsAtOnce);
      const sources = await Promise.all(some.map(({ entry, rootId }) => sourceOf(entry, path, rootId)));
      if (signal.aborted || !take(sources)) return false;
    }
    return true;
  };
  let all = await visit(roots, []);
  for (let folder = folders.shift(); folder !== undefined && all; folder = folders.shift()) {
    const { entry, path, rootId } = folder;
    const reader = entry.createReader();
    const read = () => readSome(reader, () => unreadable.push(entry.name));
    for (let entries = await read(); entries.length > 0 && all; entries = await read()) {
      all = await visit(
        entries.map((child) => ({ entry: child, rootId })),
        path,
      );
    }
  }
  flush();
  return { all, unreadable };
}

async function sourceOf(
  entry: FileSystemFileEntry,
  folders: readonly string[],
  rootId: string | undefined,
): Promise<UploadSource> {
  const open = () => new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  try {
    // Only what the folder says of it is kept: twenty thousand open files would cost the page dearly.
    const { name, size, type, lastModified } = await open();
    return { name, folders, size, type, lastModified, open, rootId };
  } catch {
    // One unreadable file must not hide the others; it fails by name when its turn comes.
    return { name: entry.name, folders, size: 1, type: '', lastModified: 0, open, rootId };
  }
}

// The next up to a hundred entries; none where the folder ends or cannot be read.
function readSome(reader: FileSystemDirectoryReader, onUnreadable: () => void): Promise<FileSystemEntry[]> {
  return new Promise((resolve) => {
    reader.readEntries(resolve, () => {
      onUnreadable();
      resolve([]);
    });
  });
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
