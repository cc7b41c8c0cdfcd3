import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exiftool } from './exiftool.ts';
import { MediaError } from './media-error.ts';
import type { MediaSource } from './media-source.ts';
import { copyObject } from './process-image.ts';
import { requireRoom } from './temporary-room.ts';
import type { Workbench } from './workbench.ts';

/** The largest file that is copied for this, in bytes. */
export const maxLocationBytes = 4 * 1024 ** 3;

/** Enough to move every byte of the largest file. */
const timeoutMs = 5 * 60_000;

/** What exiftool files under places, and what it does not although its name says so. */
const places = ['-location:all', '-Matroska:Location', '-*gps*', '-*latitude*', '-*longitude*'];

/** What cameras write where there would be a place: dashes, zeros, nothing. */
const empty = /^[-\s0]*$|^n\/a$|^unknown$/i;

/**
 * Copies an original without where it was taken: coordinates, altitude and names of places, in whichever block of metadata.
 * Everything else of the file stays as it is, byte for byte where its pictures and sound are.
 * @returns a file in the workbench's folder; null where the original names no place.
 * @throws MediaError where it is of a kind that exiftool does not write, or would still tell; else like `readRange`.
 */
export async function removeLocation(
  source: MediaSource,
  bench: Workbench,
): Promise<{ path: string; byteSize: number } | null> {
  if (source.byteSize > maxLocationBytes) throw new MediaError('TOO_LARGE');
  await requireRoom(bench.directory, 2 * source.byteSize);
  const original = join(bench.directory, 'original');
  await copyObject(source, original, bench);
  if ((await placesIn(original, bench)).length === 0) return null;

  const path = join(bench.directory, 'without-location');
  const end = await exiftool(['-location:all=', '-o', path, original], bench, {
    fileBytes: maxLocationBytes,
    timeoutMs,
  });
  if (end.timedOut) throw new MediaError('TIMEOUT');
  const written = await stat(path).catch(() => undefined);
  const left = written ? await placesIn(path, bench) : [end.stderr.slice(-500)];
  if (!written || left.length > 0) {
    throw new MediaError('UNSUPPORTED_CODEC', {
      message: 'The location cannot be taken out of this kind of file.',
      cause: new Error(`Left: ${left.slice(0, 10).join(', ')}`),
    });
  }
  return { path, byteSize: written.size };
}

/** The names of what tells a place: also inside tracks of a video, and in pictures within the picture. */
async function placesIn(path: string, bench: Workbench): Promise<string[]> {
  const end = await exiftool(['-a', '-e', '-ee', '-n', '-G1', '-s', '-s', ...places, path], bench, {
    timeoutMs,
  });
  if (end.timedOut) throw new MediaError('TIMEOUT');
  if (end.code !== 0) throw new MediaError('DAMAGED', { cause: new Error(end.stderr.slice(-500)) });
  return end.stdout.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^(\S+ +\S+): ?(.*)$/.exec(line) ?? [];
    return name === '' || name.endsWith('GPSVersionID') || empty.test(value) ? [] : [name];
  });
}
