import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, heic, quarters, storedBytes, video } from '../testing/media-files.ts';
import { MediaPipeline } from './media-pipeline.ts';

const run = promisify(execFile);
const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof aFolder>>;
let work: string;
let pipeline: MediaPipeline;
beforeAll(async () => {
  folder = await aFolder();
  work = join(folder.path, 'work');
  pipeline = await MediaPipeline.start(work);
});
afterAll(async () => {
  await pipeline.close();
  await folder.remove();
});

const exif = [
  ...['-GPSLatitude=37.5665', '-GPSLatitudeRef=N', '-GPSLongitude=126.978', '-GPSLongitudeRef=E'],
  ...['-GPSAltitude=38', '-GPSAltitudeRef=0', '-GPSDestLatitude=35.1', '-GPSAreaInformation=Seoul'],
  ...['-Make=Pic', '-Model=Up 1', '-DateTimeOriginal=2024:06:01 10:20:30', '-Orientation#=6'],
];
const xmp = ['-XMP-exif:GPSLatitude=37.5665', '-XMP-iptcExt:LocationShownCity=Seoul', '-XMP-dc:Title=Summer'];
const iptc = ['-IPTC:City=Seoul', '-IPTC:Country-PrimaryLocationName=Korea', '-IPTC:Keywords=family'];
const quickTime = [
  '-Keys:GPSCoordinates=37.5665, 126.978, 38',
  '-UserData:GPSCoordinates=37.5665, 126.978, 38',
];
const filmed = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10:d=1', '-f', 'lavfi', '-i', 'sine=d=1'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];

/** A file with tags in it, as a camera would write them. */
async function tagged(name: string, file: Buffer, tags: string[]): Promise<{ path: string; bytes: Buffer }> {
  const path = join(folder.path, name);
  await writeFile(path, file);
  await run('exiftool', ['-q', '-overwrite_original', ...tags, path]);
  return { path, bytes: await readFile(path) };
}

/** The path of the copy; null where the original names no place. */
async function copyOf(name: string, file: Buffer): Promise<string | null> {
  const path = join(folder.path, `copy-${name}`);
  const keep = (made: { path: string }) => copyFile(made.path, path).then(() => path);
  try {
    return await pipeline.removeLocation(storedBytes(file), keep, never);
  } finally {
    expect(await readdir(work), 'temporary files left').toEqual([]);
  }
}

/** Everything that exiftool finds inside a file, in whatever group. */
async function tagsOf(path: string): Promise<string> {
  return (await run('exiftool', ['-a', '-ee', '-u', '-G1', '-s', '-n', '--System:all', path])).stdout;
}

/** What is seen of a picture, or heard and seen of a video, without its metadata. */
async function contentOf(path: string): Promise<Buffer | string> {
  if (/\.(mp4|mov)$/.test(path)) {
    return (await run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0', '-c', 'copy', '-f', 'md5', '-']))
      .stdout;
  }
  if (!path.endsWith('.heic')) return sharp(path).raw().toBuffer();
  await run('heif-convert', [path, `${path}.png`]);
  return sharp(`${path}.png`).raw().toBuffer();
}

const telling = /gps|latit|longit|altit|37\.56|126\.97|6709|seoul|korea|LocationInf/i;

describe('A copy without its location', { timeout: 60_000 }, () => {
  test.each<[string, () => Promise<Buffer>, string[]]>([
    ['a.jpg', () => quarters().jpeg().withIccProfile('p3').toBuffer(), [...exif, ...xmp, ...iptc]],
    ['a.heic', async () => heic(await quarters(128, 64).jpeg().toBuffer()), [...exif, ...xmp]],
    ['a.png', () => quarters().png().toBuffer(), [...exif, ...xmp]],
    ['a.mp4', () => video(filmed, [...h264, 'a.mp4']), [...quickTime, ...xmp]],
  ])('of %s tells no place, and is the same otherwise', async (name, make, tags) => {
    const original = await tagged(name, await make(), tags);
    const copy = (await copyOf(name, original.bytes)) ?? '';
    const [told, tells] = [await tagsOf(original.path), await tagsOf(copy)];
    expect(told).toMatch(telling);
    expect(tells).not.toMatch(telling);
    expect(await readFile(copy, 'latin1')).not.toMatch(/Seoul|37\.5665/);
    expect(await contentOf(copy)).toEqual(await contentOf(original.path));
    // Bookkeeping of the block that is gone aside, every other tag stands as it stood.
    const stays = (line: string) =>
      /^\[(IFD0|ExifIFD|XMP-dc|ICC_Profile|Track\d|QuickTime)\]/.test(line) &&
      !/Size|Offset|MediaData|HandlerType/.test(line);
    const before = told.split('\n').filter((line) => stays(line) && !telling.test(line));
    const after = tells.split('\n').filter(stays);
    expect(after).toEqual(before);
    expect(before.length).toBeGreaterThan(2);
  });

  test('is not made of a file that names no place', async () => {
    const plain = await tagged('plain.jpg', await quarters().jpeg().toBuffer(), [
      '-Make=Pic',
      '-GPSVersionID=2.3.0.0',
    ]);
    expect(await copyOf('plain.jpg', plain.bytes)).toBeNull();
  });

  test('is refused rather than made where something would still tell', async () => {
    const mkv = await video(filmed, [...h264, '-metadata', 'location=+37.5665+126.9780/', 'a.mkv']);
    const copy = copyOf('a.mkv', mkv);
    await expect(copy).rejects.toMatchObject({ code: 'UNSUPPORTED_CODEC' });
  });

  test.each([
    ['text', Buffer.from('no picture'), 'UNSUPPORTED_TYPE'],
    ['nothing', Buffer.alloc(0), 'EMPTY'],
  ])('is not made of %s', async (_, file, code) => {
    await expect(copyOf('hostile', file)).rejects.toMatchObject({ code });
  });
});
