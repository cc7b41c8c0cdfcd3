import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);
const MIB = 2 ** 20;

/**
 * Many photos of about so many bytes, no two alike or of one size, as from a camera; all of one 12-megapixel scene, for
 * drawing each anew would take longer than to send them.
 * @returns their paths.
 */
export async function makePhotos(folder: string, count: number, byteSize: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const scene = await aScene(byteSize);
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `IMG_${String(index).padStart(5, '0')}.jpg`);
    await writeFile(path, withComment(scene, 'x'.repeat(index + 1)));
    paths.push(path);
  }
  return paths;
}

/** Tiny valid PNGs, no two alike, a thousand to a folder. @returns the folder that holds them all. */
export async function makeTinyPngs(folder: string, count: number): Promise<string> {
  const png = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#3080c0' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  for (let index = 0; index < count; index += 1) {
    const sub = join(folder, `day ${Math.floor(index / 1_000) + 1}`);
    if (index % 1_000 === 0) await mkdir(sub, { recursive: true });
    // Bytes after the end of a PNG are passed over by every reader.
    await writeFile(join(sub, `shot-${index}.png`), Buffer.concat([png, Buffer.from(`no. ${index}`)]));
  }
  return folder;
}

/** A playable MP4 of exactly so many bytes, less than 4 GiB: a clip and a box that players skip, no two parts alike. */
export async function makeGiant(path: string, byteSize: number): Promise<string> {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=3'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'];
  await run('ffmpeg', ['-v', 'error', '-y', ...source, ...codec, path]);
  const file = await open(path, 'r+');
  try {
    let at = (await file.stat()).size;
    const header = Buffer.alloc(8);
    header.writeUInt32BE(byteSize - at);
    header.write('free', 4, 'latin1');
    await file.write(header, 0, 8, at);
    at += 8;
    const block = randomBytes(8 * MIB);
    for (let number = 0; at < byteSize; number += 1) {
      block.writeUInt32BE(number);
      const length = Math.min(block.length, byteSize - at);
      await file.write(block, 0, length, at);
      at += length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

// A quality is searched whose file comes close to the size that is wanted from below; the rest is filled up.
async function aScene(byteSize: number): Promise<Buffer> {
  const size = { width: 4_000, height: 3_000, channels: 3 } as const;
  const noise = { type: 'gaussian', mean: 128, sigma: 24 } as const;
  const pixels = await sharp({ create: { ...size, noise, background: '#808080' } })
    .blur(1.2)
    .raw()
    .toBuffer();
  const raw = { raw: size };
  for (const quality of [85, 75, 65, 50, 35, 20]) {
    const jpeg = await sharp(pixels, raw).jpeg({ quality }).toBuffer();
    if (jpeg.length < byteSize) return Buffer.concat([jpeg, Buffer.alloc(byteSize - jpeg.length)]);
  }
  throw new Error('No quality makes the scene small enough.');
}

function withComment(jpeg: Buffer, text: string): Buffer {
  const comment = Buffer.from(text);
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, comment, jpeg.subarray(2)]);
}
