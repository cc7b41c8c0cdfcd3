import ExifReader from 'exifreader';
import type { ShotDetails } from './media-result.ts';
import { fromExifDate, fromIsoDate, type TakenAt } from './taken-at.ts';

/** What a picture without any metadata tells of its shot. */
export const noDetails: ShotDetails = {
  make: null,
  model: null,
  lens: null,
  exposureSeconds: null,
  fNumber: null,
  iso: null,
  focalLength: null,
  location: null,
};

type Tag = { value: unknown; description: string } | undefined;

/** Cameras pad names with spaces and zeros; a hostile one may be a megabyte long. */
function text(tag: Tag): string | null {
  const clean = tag?.description
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .trim()
    .slice(0, 200);
  return clean || null;
}

function positive(value: number): number | null {
  return Number.isFinite(value) && value > 0 ? value : null;
}

/** A rational such as 1/125. A hostile block may hold anything here, so nothing is believed about its shape. */
function quotient(tag: Tag): number | null {
  const [over, under]: unknown[] = Array.isArray(tag?.value) ? tag.value : [];
  return positive(Number(over) / Number(under));
}

/** A whole number, or the first of several. */
function count(tag: Tag): number | null {
  const [first]: unknown[] = Array.isArray(tag?.value) ? tag.value : [tag?.value];
  return positive(Number(first));
}

function locationOf(gps: ExifReader.ExpandedTags['gps']): ShotDetails['location'] {
  const { Latitude: latitude, Longitude: longitude, Altitude: altitude } = gps ?? {};
  if (latitude === undefined || longitude === undefined) return null;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  // Phones without a fix write zeros: a point in the Gulf of Guinea where nobody photographs.
  if (latitude === 0 && longitude === 0) return null;
  return { latitude, longitude, altitude: Number.isFinite(altitude) ? (altitude ?? null) : null };
}

/**
 * Reads the EXIF block of any image format: when it was taken, and how. Metadata that cannot be read is as good as none.
 * @param block the TIFF structure, with or without the `Exif` header that JPEG puts before it.
 */
export function readExif(block: Buffer): { takenAt: TakenAt | null; details: ShotDetails } {
  let tags: ExifReader.ExpandedTags;
  try {
    const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
    tags = ExifReader.load(tiff, { expanded: true, excludeTags: { makerNotes: true, thumbnail: true } });
  } catch {
    return { takenAt: null, details: noDetails };
  }
  const exif = tags.exif ?? {};
  // Offsets in tags of another date still name the zone the camera was set to, which beats guessing UTC.
  const offset = (exif.OffsetTimeOriginal ?? exif.OffsetTimeDigitized ?? exif.OffsetTime)?.description;
  const original = { fraction: exif.SubSecTimeOriginal?.description, offset };
  const digitized = { fraction: exif.SubSecTimeDigitized?.description, offset };
  return {
    takenAt:
      fromExifDate(exif.DateTimeOriginal?.description, original) ??
      fromExifDate(exif.DateTimeDigitized?.description, digitized),
    details: {
      make: text(exif.Make),
      model: text(exif.Model),
      lens: text(exif.LensModel),
      exposureSeconds: quotient(exif.ExposureTime),
      fNumber: quotient(exif.FNumber),
      iso: count(exif.ISOSpeedRatings),
      focalLength: quotient(exif.FocalLength),
      location: locationOf(tags.gps),
    },
  };
}

/** Reads the date that an XMP packet gives, in its own way or in EXIF's, for pictures whose EXIF has none. */
export function readXmpDate(packet: Buffer): TakenAt | null {
  const xml = packet.toString('utf8', 0, Math.min(packet.length, 1_000_000));
  const found =
    /(?:exif:DateTimeOriginal|photoshop:DateCreated)\s*(?:=\s*["']|>)\s*([0-9T:+.Z -]{10,35})/.exec(xml);
  return fromIsoDate(found?.[1]) ?? fromExifDate(found?.[1], {});
}
