import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { Dice } from './dice.ts';

/** A file that a trial's member uploads. */
export type TrialFile = {
  filename: string;
  contentType: string;
  bytes: Buffer;
  /** Hexadecimal SHA-256. */
  sha256: string;
  /** Whether the uploader tells its checksum beforehand. */
  announced: boolean;
};

/** Above it a file goes in parts; the smallest part that S3 takes. Bytes. */
export const PART_BYTES = 5 * 1024 ** 2;

/** How often a file is something else than a small picture, 0 to 1. */
export type FileOdds = { large: number; video: number; unreadable: number };

/** Makes files that differ in every byte that counts: mostly small pictures that tell where they were taken. */
export async function openFiles(dice: Dice, odds: FileOdds): Promise<() => TrialFile> {
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#8a5' } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' } })
    .jpeg()
    .toBuffer();
  const video = odds.video > 0 ? await aVideo() : picture;
  return () => {
    const large = dice.chance(odds.large);
    // A decoder stops at the picture's end, so what follows makes each file another one.
    const tail = randomBytes(large ? dice.between(PART_BYTES, PART_BYTES * 1.4) : dice.between(1, 60_000));
    const isVideo = dice.chance(odds.video);
    const start = dice.chance(odds.unreadable) ? Buffer.alloc(0) : isVideo ? video : picture;
    const bytes = isVideo ? Buffer.concat([start, freeBox(tail)]) : Buffer.concat([start, tail]);
    return {
      filename: `${dice.between(1, 10_000)}.${isVideo ? 'mp4' : 'jpg'}`,
      contentType: isVideo ? 'video/mp4' : 'image/jpeg',
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      announced: dice.chance(0.5),
    };
  };
}

/** Half a second that no browser plays, so that it gets a playback copy. */
async function aVideo(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'picup-trial-'));
  try {
    const path = join(folder, 'video.mp4');
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=0.5'];
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...source, '-c:v', 'mpeg4', path]);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A box that players pass over. */
function freeBox(content: Buffer): Buffer {
  const head = Buffer.from('....free');
  head.writeUInt32BE(head.length + content.length);
  return Buffer.concat([head, content]);
}
