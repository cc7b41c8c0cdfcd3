import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

/** A JPEG segment holds 65,533 bytes, less the name and the numbers of an ICC profile's piece. */
const iccPieceBytes = 65_519;

/** Puts a colour profile into a JPEG that has none, right after its start marker. */
function withProfile(jpeg: Buffer, profile: Buffer): Buffer {
  const pieces = Math.ceil(profile.length / iccPieceBytes);
  if (pieces === 0 || pieces > 255) return jpeg;
  const segments: Buffer[] = [];
  for (let i = 0; i < pieces; i += 1) {
    const piece = profile.subarray(i * iccPieceBytes, (i + 1) * iccPieceBytes);
    const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\0\0', 'latin1');
    head.writeUInt16BE(piece.length + 16, 2);
    head[16] = i + 1;
    head[17] = pieces;
    segments.push(head, piece);
  }
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/**
 * Decodes the primary picture of a HEIC file with libheif's WebAssembly build and leaves it as an upright JPEG, its colour
 * profile kept. Slower than `heif-convert`, and newer: it knows what iPhones write today.
 * WebAssembly memory never shrinks, so the process that called this once should end.
 */
export async function decodeHeif(path: string, output: string): Promise<void> {
  const { default: libheif } = await import('libheif-js/wasm-bundle');
  const file = await readFile(path);
  const images = new libheif.HeifDecoder().decode(file);
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0];
  if (!image) throw new Error('libheif found no picture in the file');
  const width = image.get_width();
  const height = image.get_height();
  const pixels = await new Promise<Uint8ClampedArray>((resolve, reject) => {
    image.display({ data: new Uint8ClampedArray(width * height * 4), width, height }, (filled) => {
      if (filled) resolve(filled.data);
      else reject(new Error('libheif could not decode the picture'));
    });
  });
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .removeAlpha()
    .jpeg({ quality: 95 })
    .toBuffer();
  const { icc } = await sharp(path).metadata();
  await writeFile(output, icc ? withProfile(jpeg, icc) : jpeg);
}
