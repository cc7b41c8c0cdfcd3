import { isLitter } from '../engine/judge-file.ts';
import type { UploadSource } from '../engine/upload-source.ts';

/** The files of a file dialog or a paste. A folder dialog's files come with their folders, the chosen one first. */
export function sourcesOfFiles(files: Iterable<File>): UploadSource[] {
  return Array.from(files, sourceOfFile).filter(
    ({ name, folders }) => !isLitter(name) && !folders.some((folder) => isLitter(folder)),
  );
}

/** A file as it is at hand. */
export function sourceOfFile(file: File): UploadSource {
  const { name, size, type, lastModified, webkitRelativePath } = file;
  const folders = (webkitRelativePath ?? '').split('/').slice(0, -1);
  return { name, folders, size, type, lastModified, open: async () => file };
}

const extensions: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/**
 * The files of a paste. Browsers call every pasted picture "image.png", so one without a name of its own is called by the
 * time it was pasted.
 */
export function sourcesOfPaste(files: readonly File[], now: Date): UploadSource[] {
  return files.map((file, index) => {
    const source = sourceOfFile(file);
    const extension = extensions[file.type];
    if (extension === undefined || !/^image\.\w+$/.test(file.name)) return source;
    const number = index === 0 ? '' : ` (${index + 1})`;
    return { ...source, name: `${stampOf(now)}${number}.${extension}` };
  });
}

// As the clock on the wall shows it, in an order that sorts and without what a file name may not hold.
function stampOf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.')}`;
}
