import { execFile } from 'node:child_process';
import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';

const run = promisify(execFile);

/** The real files that the journeys drop in, made once a run. */
export type Media = {
  /** 600 x 400 pixels stored, EXIF orientation 6: upright it is 400 x 600, red above and blue below. */
  rotatedJpeg: string;
  png: string;
  heic: string;
  /** Three seconds, with sound. */
  mp4: string;
  /** A playable MP4 of just over 100 MiB. */
  bigMp4: string;
  /** Text that says it is a JPEG. */
  fakeJpeg: string;
};

/** Makes every file in a folder. */
export async function makeMedia(folder: string): Promise<Media> {
  await mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const media: Media = {
    rotatedJpeg: path('rotated.jpg'),
    png: path('picture.png'),
    heic: path('phone.heic'),
    mp4: path('clip.mp4'),
    bigMp4: path('big.mp4'),
    fakeJpeg: path('fake.jpg'),
  };
  await Promise.all([
    makeRotatedJpeg(media.rotatedJpeg),
    halves(640, 480, 'top', ['#108040', '#f0d020']).png().toFile(media.png),
    makeHeic(media.heic, path('phone-source.png')),
    makeVideo(media.mp4, 3).then(() => makeBigVideo(media.mp4, media.bigMp4)),
    writeFile(media.fakeJpeg, 'This is no picture, whatever its name says. '.repeat(40)),
  ]);
  return media;
}

function halves(width: number, height: number, first: 'top' | 'left', [one, two]: [string, string]) {
  const half = first === 'top' ? { width, height: height / 2 } : { width: width / 2, height };
  return sharp({ create: { width, height, channels: 3, background: two } }).composite([
    { input: { create: { ...half, channels: 3, background: one } }, left: 0, top: 0 },
  ]);
}

async function makeRotatedJpeg(path: string): Promise<void> {
  // Orientation 6 is shown turned a quarter clockwise: what is stored at the left comes to stand above.
  await halves(600, 400, 'left', ['#e02020', '#2020e0'])
    .withExif({
      IFD0: { Orientation: '6' },
      IFD2: { DateTimeOriginal: '2024:05:06 07:08:09', OffsetTimeOriginal: '+09:00' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toFile(path);
}

async function makeHeic(path: string, source: string): Promise<void> {
  await halves(800, 600, 'top', ['#d06010', '#1060d0']).png().toFile(source);
  await run('heif-enc', ['-q', '60', source, '-o', path]);
}

/** Makes a playable MP4 with sound of so many seconds. @param filters what FFmpeg does with the picture, "null" for nothing. */
export async function makeVideo(path: string, seconds: number, filters = 'null'): Promise<void> {
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=25:duration=${seconds}`];
  const codecs = [
    '-vf',
    filters,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '25',
    '-c:a',
    'aac',
    '-shortest',
  ];
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    ...picture,
    ...sound,
    ...codecs,
    '-movflags',
    '+faststart',
    path,
  ]);
}

const BIG_BYTES = 100 * 1024 ** 2;

// A `free` box is room that players skip: the file is big and still the same clip.
async function makeBigVideo(from: string, path: string): Promise<void> {
  await run('cp', [from, path]);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(BIG_BYTES + 8);
  header.write('free', 4, 'latin1');
  await appendFile(path, Buffer.concat([header, Buffer.alloc(BIG_BYTES)]));
  if ((await stat(path)).size < BIG_BYTES) throw new Error('The big video came out too small.');
}
