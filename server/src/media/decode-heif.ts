import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { renditionSizes } from './media-result.ts';

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
 * Decodes the primary picture of a HEIC file with libheif's WebAssembly build and leaves it as an upright JPEG no larger
 * than the largest rendition, its colour profile kept. Slower than `heif-convert`, and newer: it knows what iPhones write
 * today. WebAssembly memory never shrinks, so the process that called this once should end.
 * @returns the pixels of the whole picture, upright.
 */
export async function decodeHeif(path: string, output: string): Promise<{ width: number; height: number }> {
  const { default: libheif } = await import('libheif-js/wasm-bundle.js');
  const context = libheif.heif_context_alloc();
  const opened = libheif.heif_context_read_from_memory(context, await readFile(path));
  if (opened.code.value !== 0) throw new Error(opened.message);
  const handle = libheif.heif_js_context_get_primary_image_handle(context);
  if ('code' in handle) throw new Error(handle.message);
  const { heif_colorspace_RGB: rgb } = libheif.heif_colorspace;
  const { heif_chroma_interleaved_RGB: interleaved } = libheif.heif_chroma;
  const image = libheif.heif_js_decode_image2(handle, rgb, interleaved);
  if ('code' in image) throw new Error(image.message);
  const [plane] = image.channels;
  if (!plane) throw new Error('libheif decoded no pixels');
  const { width, height } = image;
  const size = renditionSizes.large;
  // Rows may be padded: they are moved together where they lie, for a copy would double the memory.
  const rowBytes = width * 3;
  for (let y = 1; y < height; y += 1) {
    plane.data.copyWithin(y * rowBytes, y * plane.stride, y * plane.stride + rowBytes);
  }
  const raw = { width, height, channels: 3 } as const;
  const jpeg = await sharp(plane.data.subarray(0, rowBytes * height), { raw, limitInputPixels: false })
    .resize(size, size, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const { icc } = await sharp(path).metadata();
  await writeFile(output, icc ? withProfile(jpeg, icc) : jpeg);
  return { width, height };
}
