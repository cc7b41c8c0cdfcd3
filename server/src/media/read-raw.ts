import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { exiftool } from './exiftool.ts';
import { MediaError } from './media-error.ts';
import type { ShotDetails } from './media-result.ts';
import { fromExifDate, type TakenAt } from './taken-at.ts';
import type { Workbench } from './workbench.ts';

/** What a camera's raw file says of itself. */
export interface RawFacts {
  /** EXIF, 1 to 8: how its previews must be turned. */
  orientation: number;
  takenAt: TakenAt | null;
  details: ShotDetails;
}

const text = z.coerce.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const tagsOf = z.tuple([
  z.object({
    Orientation: number,
    DateTimeOriginal: text,
    SubSecTimeOriginal: text,
    OffsetTimeOriginal: text,
    Make: text,
    Model: text,
    LensModel: text,
    ExposureTime: number,
    FNumber: number,
    ISO: number,
    FocalLength: number,
    GPSLatitude: number,
    GPSLongitude: number,
    GPSAltitude: number,
  }),
]);

const positive = (value: number | undefined): number | null =>
  value !== undefined && value > 0 ? value : null;

/** Reads a raw file's metadata; what cannot be read is as good as absent. */
export async function readRaw(path: string, bench: Workbench): Promise<RawFacts> {
  const names = Object.keys(tagsOf.def.items[0].shape).map((name) => `-${name}`);
  const { stdout } = await exiftool(['-j', '-n', ...names, path], bench);
  const parsed = tagsOf.safeParse(parseJson(stdout));
  const [tags] = parsed.success ? parsed.data : [{}];
  const { GPSLatitude: latitude, GPSLongitude: longitude, GPSAltitude: altitude } = tags;
  return {
    orientation: tags.Orientation ?? 1,
    takenAt: fromExifDate(tags.DateTimeOriginal, {
      fraction: tags.SubSecTimeOriginal,
      offset: tags.OffsetTimeOriginal,
    }),
    details: {
      make: tags.Make?.trim().slice(0, 200) || null,
      model: tags.Model?.trim().slice(0, 200) || null,
      lens: tags.LensModel?.trim().slice(0, 200) || null,
      exposureSeconds: positive(tags.ExposureTime),
      fNumber: positive(tags.FNumber),
      iso: positive(tags.ISO),
      focalLength: positive(tags.FocalLength),
      location:
        latitude !== undefined && longitude !== undefined
          ? { latitude, longitude, altitude: altitude ?? null }
          : null,
    },
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Takes out the JPEGs that the camera put into a raw file for viewers that cannot develop it.
 * @returns their paths, one at least.
 * @throws MediaError where there is none.
 */
export async function extractPreviews(path: string, bench: Workbench): Promise<string[]> {
  const pattern = join(bench.directory, 'preview-%t.%s');
  const end = await exiftool(
    ['-b', '-W', pattern, '-JpgFromRaw', '-PreviewImage', '-OtherImage', path],
    bench,
  );
  if (end.timedOut) throw new MediaError('TIMEOUT');
  const previews = (await readdir(bench.directory)).filter((name) => /^preview-\w+\.jpg$/.test(name));
  if (previews.length === 0) {
    throw new MediaError('UNSUPPORTED_CODEC', {
      message: 'The camera put no preview into this raw file, and Pic-up does not develop raw files.',
      cause: new Error(end.stderr.slice(-500)),
    });
  }
  return previews.map((name) => join(bench.directory, name));
}
