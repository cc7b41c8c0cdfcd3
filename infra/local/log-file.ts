import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 20 * 1024 ** 2;

/** Opens a log for a child process to append to; the caller closes it. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  keepLogSmall(path);
  return openSync(path, 'a', 0o600);
}

/** Moves a log that has grown large aside, as `<path>.1`, while its process goes on appending. */
export function keepLogSmall(path: string): void {
  if (statSync(path).size < MAX_BYTES) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** The last lines of a log, indented for the terminal. */
export function tailOf(path: string, lines = 12): string {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');
}
