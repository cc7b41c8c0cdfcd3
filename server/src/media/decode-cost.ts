import type { ImageFacts } from './child-protocol.ts';

const MiB = 1024 * 1024;

/** What scaling to 2048 pixels and encoding three WebPs holds, whatever the source. */
export const renderBytes = 40 * MiB;

/** What ffprobe takes to read a container. */
export const probeBytes = 80 * MiB;

/** What ffmpeg takes on one thread for a frame of so many pixels, its references and its libraries included. */
export const frameBytes = (width: number, height: number): number => probeBytes + width * height * 24;

/**
 * About how much memory decoding an image takes beyond an idle decoder, in bytes. Measured per format on 48 megapixels,
 * rounded up: what is read row by row is cheap at any size, what must be held whole is not.
 */
export function decodeBytes(image: ImageFacts): number {
  const pixels = image.width * image.height;
  const samples = pixels * image.channels * image.bytesPerSample;
  switch (image.format) {
    case 'jpeg':
      // Progressive: all coefficients, two bytes each, and their colour planes at half size where subsampled.
      if (image.progressive) return renderBytes + (image.subsampled ? pixels * 3.6 : samples * 2.2);
      return renderBytes + pixels * 0.3;
    case 'png':
      return renderBytes + (image.progressive ? samples * 1.25 : pixels * 0.3 + image.width * 4096);
    case 'webp':
      return renderBytes + pixels * 5;
    case 'gif':
      return renderBytes + pixels * 6;
    case 'heif':
      if (image.compression === 'av1') return renderBytes + pixels * (image.bytesPerSample === 1 ? 18 : 25);
      return renderBytes + pixels * (image.bytesPerSample === 1 ? 4.5 : 9);
    default:
      return renderBytes + samples;
  }
}

/** What the WebAssembly build of libheif takes for the same picture. */
export const portableHeifBytes = (image: ImageFacts): number => renderBytes + image.width * image.height * 7;
