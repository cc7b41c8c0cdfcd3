import type { UploadSource } from '../engine/upload-source.ts';

/** Which file, below which kept root. */
export interface MissingFile {
  readonly name: string;
  readonly folders: readonly string[];
  readonly rootId: string;
}

/** Whether a kept way may be used without asking the person. */
export async function mayRead(handle: FileSystemHandle): Promise<boolean> {
  return (await permission(handle).queryPermission?.({ mode: 'read' })) === 'granted';
}

/** Asks the person for a kept way. Must run right after a click. */
export async function askToRead(handle: FileSystemHandle): Promise<boolean> {
  return (await permission(handle).requestPermission?.({ mode: 'read' })) === 'granted';
}

/** Opens again what was dropped before a reload; what has gone since is left out. */
export async function reopenMissing(
  files: readonly MissingFile[],
  handles: ReadonlyMap<string, FileSystemHandle>,
): Promise<UploadSource[]> {
  const sources: UploadSource[] = [];
  for (const file of files) {
    const root = handles.get(file.rootId);
    const handle = root === undefined ? null : await find(root, file).catch(() => null);
    const source = handle === null ? null : await sourceOfHandle(handle, file).catch(() => null);
    if (source !== null) sources.push(source);
  }
  return sources;
}

async function find(root: FileSystemHandle, file: MissingFile): Promise<FileSystemFileHandle | null> {
  if (isFileHandle(root)) return root;
  if (!isDirectoryHandle(root)) return null;
  let folder = root;
  // The first folder is the root itself.
  for (const name of file.folders.slice(1)) folder = await folder.getDirectoryHandle(name);
  return folder.getFileHandle(file.name);
}

async function sourceOfHandle(handle: FileSystemFileHandle, file: MissingFile): Promise<UploadSource> {
  const { name, size, type, lastModified } = await handle.getFile();
  const { folders, rootId } = file;
  return { name, folders, size, type, lastModified, open: () => handle.getFile(), rootId };
}

function isFileHandle(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file';
}

function isDirectoryHandle(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

interface AskableHandle {
  queryPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(descriptor: { mode: 'read' }): Promise<PermissionState>;
}

// In Chromium only; TypeScript's DOM does not name them.
function permission(handle: FileSystemHandle & AskableHandle): AskableHandle {
  return handle;
}
