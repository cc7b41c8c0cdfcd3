import { opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isLitter } from '../engine/judge-file.ts';

/** A file of the folder, by what its entry says: nothing of it has been read. */
export interface FoundFile {
  readonly path: string;
  /** From the folder that was named down, itself first. */
  readonly folders: readonly string[];
  readonly name: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Everything that a folder holds. */
export interface FoundFolder {
  readonly files: readonly FoundFile[];
  /** Hidden files and folders, which nobody means to upload. */
  readonly hidden: number;
  /** Paths of links, and of what is neither file nor folder: these are not followed. */
  readonly links: readonly string[];
  /** Paths that could not be read. */
  readonly unreadable: readonly string[];
}

/** Walks a folder to its end, in the order of names. Rejects where the folder itself cannot be read. */
export async function walkFolder(folder: string): Promise<FoundFolder> {
  const files: FoundFile[] = [];
  const links: string[] = [];
  const unreadable: string[] = [];
  let hidden = 0;
  const walk = async (path: string, folders: readonly string[]): Promise<void> => {
    const names: { name: string; kind: 'file' | 'folder' | 'other' }[] = [];
    for await (const entry of await opendir(path)) {
      if (isLitter(entry.name)) hidden += 1;
      else
        names.push({
          name: entry.name,
          kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
        });
    }
    names.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, kind } of names) {
      const child = join(path, name);
      try {
        if (kind === 'folder') await walk(child, [...folders, name]);
        else if (kind === 'other') links.push(child);
        else {
          const { size, mtimeMs } = await stat(child);
          files.push({ path: child, folders, name, size, lastModified: Math.trunc(mtimeMs) });
        }
      } catch {
        unreadable.push(child);
      }
    }
  };
  await walk(folder, [basename(folder)]);
  return { files, hidden, links, unreadable };
}
