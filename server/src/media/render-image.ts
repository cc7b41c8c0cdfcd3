import { readFile } from 'node:fs/promises';
import sharp, { type OutputInfo, type Sharp, type SharpOptions } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { ImageFacts, Rendered } from './child-protocol.ts';
import { renditionSizes } from './media-result.ts';
import { noDetails, readExif, readXmpDate } from './read-exif.ts';

/** A child does one job at a time; the parent decides how many children there are. */
sharp.cache(false);
sharp.concurrency(1);
// Whatever else libvips could open (SVG, PDF, its own formats) may refer to other files; only these may be tried.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
  ],
});

/** The parent refuses by the memory that decoding takes; this is the last line of defence behind it. */
const maxPixels = 300_000_000;
const timeoutSeconds = 60;
/** ThumbHash keeps seven waves at most; more pixels than this change nothing but the time it takes. */
const thumbHashSize = 64;

const readOptions: SharpOptions = { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true };

interface Pixels {
  data: Buffer;
  info: OutputInfo;
}

const fromPixels = ({ data, info }: Pixels): Sharp =>
  sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });

const toPixels = (image: Sharp): Promise<Pixels> => image.raw().toBuffer({ resolveWithObject: true });

const fit = (image: Sharp, size: number): Sharp =>
  image.resize(size, size, { fit: 'inside', withoutEnlargement: true });

/** Reads an image's header and metadata without decoding its pixels. */
export async function inspectImage(path: string): Promise<ImageFacts> {
  const header = await sharp(path, readOptions).metadata();
  const { takenAt, details } = header.exif ? readExif(header.exif) : { takenAt: null, details: noDetails };
  return {
    format: header.format,
    compression: header.compression ?? null,
    width: header.width,
    height: header.height,
    orientation: header.orientation ?? 1,
    channels: header.channels,
    bytesPerSample: header.depth === 'uchar' ? 1 : 2,
    progressive: header.isProgressive,
    subsampled: header.chromaSubsampling === '4:2:0',
    pages: header.pages ?? 1,
    primaryPage: header.pagePrimary ?? 0,
    takenAt: takenAt ?? (header.xmp ? readXmpDate(header.xmp) : null),
    details,
  };
}

/** Turns and mirrors pixels the way EXIF's orientation 1 to 8 asks for. */
function upright(pixels: Pixels, orientation: number): Promise<Pixels> | Pixels {
  if (orientation <= 1 || orientation > 8) return pixels;
  const image = fromPixels(pixels);
  const mirrored = orientation === 2 || orientation === 4 || orientation === 5 || orientation === 7;
  const angle = [0, 0, 0, 180, 180, 270, 90, 90, 270][orientation] ?? 0;
  // sharp mirrors before it turns, so 5 and 7 are named by the turn that comes after.
  return toPixels(mirrored ? image.rotate(angle).flop() : image.rotate(angle));
}

/** Opens a file: ffmpeg's frames are plain pixels behind three numbers, which sharp's libvips does not read by itself. */
async function open(path: string, page = 0): Promise<Sharp> {
  if (!path.endsWith('.ppm')) return sharp(path, { ...readOptions, page, pages: 1 });
  const file = await readFile(path);
  const [head = '', width, height] = /^P6\s(\d+)\s(\d+)\s255\s/.exec(file.toString('latin1', 0, 64)) ?? [];
  const raw = { width: Number(width), height: Number(height), channels: 3 } as const;
  return sharp(file.subarray(head.length), { raw });
}

/**
 * Makes the three renditions and the ThumbHash of a file from one decode of it.
 * @param orientation EXIF's, 1 where the decoder already turned the picture (HEIF, AVIF).
 */
export async function renderImage(path: string, orientation: number, page: number): Promise<Rendered> {
  const source = await open(path, page);
  const { width, height } = await source.metadata();
  // Every rendition fits a square, so turning the small result equals turning the large original, at a tenth of the work.
  const decoded = await toPixels(
    fit(source, renditionSizes.large).toColourspace('srgb').timeout({ seconds: timeoutSeconds }),
  );
  const large = await upright(decoded, orientation);
  const small = await toPixels(fit(fromPixels(large), renditionSizes.small));

  const encode = async (image: Sharp, effort: number) => {
    const { data, info } = await image.webp({ quality: 80, effort }).toBuffer({ resolveWithObject: true });
    return { body: data, width: info.width, height: info.height };
  };
  const longest = Math.max(large.info.width, large.info.height);
  // Side by side, so that a picture alone is done sooner; the large one takes the longest by far.
  const [largeWebp, mediumWebp, smallWebp, hashed] = await Promise.all([
    encode(fromPixels(large), 2),
    longest > renditionSizes.medium ? encode(fit(fromPixels(large), renditionSizes.medium), 2) : null,
    longest > renditionSizes.small ? encode(fromPixels(small), 4) : null,
    toPixels(fit(fromPixels(small), thumbHashSize).ensureAlpha()),
  ]);
  const turned = orientation >= 5 && orientation <= 8;
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    placeholder: rgbaToThumbHash(hashed.info.width, hashed.info.height, hashed.data),
    renditions: { small: smallWebp ?? largeWebp, medium: mediumWebp ?? largeWebp, large: largeWebp },
  };
}

/** How much there is to see: the standard deviation of brightness, 0 (one colour) to about 128. */
export async function measureContrast(path: string): Promise<number> {
  const image = (await open(path)).resize(64, 64, { fit: 'fill' }).greyscale();
  const { channels } = await fromPixels(await toPixels(image)).stats();
  return channels[0]?.stdev ?? 0;
}
