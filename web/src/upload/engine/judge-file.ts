import { contentTypeOf } from './file-kind.ts';
import type { UploadSource } from './upload-source.ts';
import type { RefusalReason } from './upload-state.ts';

const longestName = 255;
// Control characters would break the Content-Disposition that gives the name back.
const forbiddenInName = /[\p{Cc}/\\]/u;

/**
 * Why this file cannot be taken, or null. Costs nothing: no byte of it is read.
 * @param largestFileBytes null while the server's word on it is not here yet.
 */
export function judgeFile(
  source: Pick<UploadSource, 'name' | 'type' | 'size'>,
  largestFileBytes: number | null,
): RefusalReason | null {
  if (contentTypeOf(source.name, source.type) === null) return 'unsupported-type';
  if (source.size === 0) return 'empty-file';
  if (largestFileBytes !== null && source.size > largestFileBytes) return 'too-large';
  const characters = [...source.name.normalize('NFC')].length;
  if (characters === 0 || characters > longestName || forbiddenInName.test(source.name))
    return 'invalid-name';
  return null;
}

// What operating systems leave in folders; nobody means to upload these, so they are passed over without a word.
const litter = /^(\.|thumbs\.db$|desktop\.ini$|@eadir$|__macosx$)/i;

/** Whether a folder entry is the system's own and never a person's picture. */
export function isLitter(name: string): boolean {
  return litter.test(name);
}
