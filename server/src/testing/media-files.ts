import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import type { MediaSource } from '../media/media-source.ts';

const run = promisify(execFile);

/** A stored object that counts the bytes asked of it. */
export type CountedSource = MediaSource & { openedBytes: number };

function counted(byteSize: number, open: (start: number, end: number) => Readable): CountedSource {
  const source: CountedSource = {
    byteSize,
    openedBytes: 0,
    async open(start, end) {
      source.openedBytes += end - start;
      return open(start, end);
    },
  };
  return source;
}

/** A stored object out of memory. */
export const storedBytes = (bytes: Buffer): CountedSource =>
  counted(bytes.length, (start, end) => Readable.from([bytes.subarray(start, end)]));

/** A stored object out of a file, for what is too large to hold. */
export async function storedFile(path: string): Promise<CountedSource> {
  return counted((await stat(path)).size, (start, end) => createReadStream(path, { start, end: end - 1 }));
}

/** A folder that a test removes by calling `remove`. */
export async function aFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'picup-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The corners of `quarters`: what is where when it stands upright. */
export const corners = { topLeft: [255, 0, 0], topRight: [0, 255, 0], bottomLeft: [0, 0, 255] } as const;

/** A landscape whose corners are red, green, blue and white, as pixels ready to be encoded. */
export function quarters(width = 400, height = 200): Sharp {
  const pixels = Buffer.alloc(width * height * 3, 255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [left, top] = [x < width / 2, y < height / 2];
      if (!left && !top) continue;
      const colour = left ? (top ? corners.topLeft : corners.bottomLeft) : corners.topRight;
      pixels.set(colour, (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** The colour at a place of an image file, in eighths of its width and height from the top left. */
export async function colourAt(file: Buffer, eighthX: number, eighthY: number): Promise<number[]> {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const x = Math.floor((info.width * eighthX) / 8);
  const y = Math.floor((info.height * eighthY) / 8);
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

/** A HEIC by heif-enc of the given JPEG or PNG files, the first of them primary. */
export async function heic(...images: Buffer[]): Promise<Buffer> {
  const folder = await aFolder();
  try {
    const names: string[] = [];
    for (const [index, image] of images.entries()) {
      const name = join(folder.path, `${index}.${image[0] === 0x89 ? 'png' : 'jpg'}`);
      await sharp(image).keepMetadata().toFile(name);
      names.push(name);
    }
    await run('heif-enc', ['-q', '95', ...names, '-o', join(folder.path, 'out.heic')]);
    return await readFile(join(folder.path, 'out.heic'));
  } finally {
    await folder.remove();
  }
}

/** A video that ffmpeg makes from its own test picture; `output` are options and a name such as `out.mp4`. */
export async function video(input: string[], output: string[]): Promise<Buffer> {
  const folder = await aFolder();
  try {
    const name = join(folder.path, output.at(-1) ?? '');
    await run('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...output.slice(0, -1), name]);
    return await readFile(name);
  } finally {
    await folder.remove();
  }
}

/** Writes 32 bits over a file's own, at an offset from the first place where `marker` stands. */
export function patched(file: Buffer, marker: string, offset: number, ...values: number[]): Buffer {
  const copy = Buffer.from(file);
  const at = copy.indexOf(marker, 0, 'latin1');
  if (at < 0) throw new Error(`no ${marker} in the file`);
  for (const [index, value] of values.entries()) copy.writeUInt32BE(value, at + offset + index * 4);
  return copy;
}
