import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Prepares a service's folder once. A folder whose making was interrupted is thrown away and made again: nothing of a
 * user's is in it before it is complete.
 * @returns what declares the folder complete, or undefined when it already is.
 */
export function madeOnce(folder: string): (() => void) | undefined {
  const mark = join(folder, '.complete');
  if (existsSync(mark)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return () => writeFileSync(mark, '');
}
