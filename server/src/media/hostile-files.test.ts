import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, heic, patched, quarters, storedBytes, video } from '../testing/media-files.ts';
import { MediaError, type MediaErrorCode } from './media-error.ts';
import { MediaPipeline } from './media-pipeline.ts';
import { RangeServer } from './range-server.ts';
import { readVideo } from './read-video.ts';

const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof aFolder>>;
let work: string;
let pipeline: MediaPipeline;
/** A server on this machine that nothing in a file may reach. */
let canary: Server;
let canaryUrl: string;
let canaryHits = 0;

beforeAll(async () => {
  folder = await aFolder();
  work = join(folder.path, 'work');
  pipeline = await MediaPipeline.start(work);
  canary = createServer((_, response) => {
    canaryHits += 1;
    response.end();
  });
  canary.listen(0, '127.0.0.1');
  await once(canary, 'listening');
  const address = canary.address();
  canaryUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  await pipeline.close();
  canary.close();
  await folder.remove();
});

async function failureOf(file: Buffer): Promise<MediaErrorCode | 'READY'> {
  try {
    await pipeline.process(storedBytes(file), never);
    return 'READY';
  } catch (error) {
    if (error instanceof MediaError) return error.code;
    throw error;
  } finally {
    expect(await readdir(work), 'temporary files left').toEqual([]);
    expect(canaryHits, 'requests to the canary').toBe(0);
  }
}

/** A PNG that says it is larger than it is. */
function pngOf(png: Buffer, width: number, height: number): Buffer {
  const bomb = patched(png, 'IHDR', 4, width, height);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  return bomb;
}

/** A JPEG that says it is larger than it is; `marker` starts its frame. */
function jpegOf(jpeg: Buffer, marker: string, width: number, height: number): Buffer {
  const at = jpeg.indexOf(marker, 0, 'latin1');
  const bomb = Buffer.from(jpeg);
  bomb.writeUInt16BE(height, at + 5);
  bomb.writeUInt16BE(width, at + 7);
  return bomb;
}

describe('A picture of more pixels than there is memory for is refused before it is decoded', {
  timeout: 60_000,
}, () => {
  const small = quarters(64, 32);
  const progressive = () => small.clone().jpeg({ progressive: true }).toBuffer();
  test.each<[string, () => Promise<Buffer>]>([
    ['PNG of 50,000 x 50,000', async () => pngOf(await small.clone().png().toBuffer(), 50_000, 50_000)],
    [
      'interlaced PNG',
      async () => pngOf(await small.clone().png({ progressive: true }).toBuffer(), 16_000, 16_000),
    ],
    ['progressive JPEG', async () => jpegOf(await progressive(), '\xff\xc2', 16_000, 16_000)],
    [
      'JPEG of 65,000 x 65,000',
      async () => jpegOf(await small.clone().jpeg().toBuffer(), '\xff\xc0', 65_000, 65_000),
    ],
    [
      'AVIF',
      async () => patched(await small.clone().avif({ effort: 0 }).toBuffer(), 'ispe', 8, 17_000, 17_000),
    ],
    [
      'HEIC',
      async () => patched(await heic(await quarters(128, 128).jpeg().toBuffer()), 'ispe', 8, 17_000, 17_000),
    ],
    [
      'WebP',
      async () => {
        const webp = await small.clone().webp().toBuffer();
        webp.writeUInt16LE(16_383, 26);
        webp.writeUInt16LE(16_383, 28);
        return webp;
      },
    ],
    [
      'GIF',
      async () => {
        const gif = await small.clone().gif().toBuffer();
        // The frame's own size, after its separator and its place in the corner.
        const frame = gif.indexOf('\x2c\0\0\0\0', 0, 'latin1');
        for (const at of [6, 8, frame + 5, frame + 7]) gif.writeUInt16LE(60_000, at);
        return gif;
      },
    ],
  ])('%s', async (_, bomb) => {
    const file = await bomb();
    const started = performance.now();
    expect(await failureOf(file)).toBe('TOO_LARGE');
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test('a video of 51 megapixels', async () => {
    const huge = ['-f', 'lavfi', '-i', 'color=black:s=7136x7136:r=1:d=1'];
    const bomb = await video(huge, [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-x264-params',
      'threads=1',
      'a.mp4',
    ]);
    expect(await failureOf(bomb)).toBe('TOO_LARGE');
  });

  test('an AVIF whose frame is larger than its container says costs no more than it may', async () => {
    const frame = sharp({ create: { width: 5000, height: 4000, channels: 3, background: 'red' } });
    const bomb = patched(await frame.avif({ effort: 0, quality: 10 }).toBuffer(), 'ispe', 8, 64, 64);
    expect(await failureOf(bomb)).not.toBe('READY');
    expect(await failureOf(await quarters().jpeg().toBuffer())).toBe('READY');
  });
});

describe('A damaged file', { timeout: 60_000 }, () => {
  test.each<[string, () => Promise<Buffer>]>([
    ['JPEG', () => quarters(1200, 800).jpeg().toBuffer()],
    ['progressive JPEG', () => quarters(1200, 800).jpeg({ progressive: true }).toBuffer()],
    ['PNG', () => quarters(1200, 800).png({ compressionLevel: 0 }).toBuffer()],
    ['WebP', () => quarters(1200, 800).webp().toBuffer()],
    ['AVIF', () => quarters(400, 200).avif({ effort: 0 }).toBuffer()],
    ['HEIC', async () => heic(await quarters(400, 200).jpeg().toBuffer())],
    [
      'MP4',
      () =>
        video(
          ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:d=1'],
          ['-c:v', 'libx264', '-preset', 'ultrafast', 'a.mp4'],
        ),
    ],
  ])('a %s cut in half says so', async (_, whole) => {
    const file = await whole();
    expect(await failureOf(file.subarray(0, file.length / 2))).toBe('DAMAGED');
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['JPEG', () => quarters(1200, 800).jpeg().toBuffer()],
    ['PNG', () => quarters(1200, 800).png().toBuffer()],
    ['WebP', () => quarters(1200, 800).webp().toBuffer()],
    ['GIF', () => quarters(400, 200).gif().toBuffer()],
    ['AVIF', () => quarters(400, 200).avif({ effort: 0 }).toBuffer()],
    ['HEIC', async () => heic(await quarters(400, 200).jpeg().toBuffer())],
    [
      'WebM',
      () =>
        video(
          ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:d=1'],
          ['-c:v', 'libvpx', '-deadline', 'realtime', 'a.webm'],
        ),
    ],
  ])('a %s with its middle overwritten ends in a picture or in words, never in a crash', async (_, whole) => {
    const file = Buffer.from(await whole());
    for (let at = Math.floor(file.length / 3); at < file.length; at += 7) file[at] = (at * 31) & 0xff;
    expect(['READY', 'DAMAGED', 'TOO_LARGE', 'UNSUPPORTED_CODEC']).toContain(await failureOf(file));
  });

  test.each([
    '\xff\xd8\xff\xe0',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    'RIFF\x10\0\0\0WEBPVP8 ',
    '\0\0\0\x14ftypheic\0\0\0\0mif1',
    '\0\0\0\x14ftypisom\0\0\0\0isom',
    '\x1aE\xdf\xa3\x9fB\x82\x84webm',
  ])('nothing behind the magic %j', async (magic) => {
    const zip = Buffer.concat([
      Buffer.from(magic, 'latin1'),
      Buffer.from('PK\x03\x04'),
      Buffer.alloc(2000, 0x55),
    ]);
    expect(await failureOf(zip)).toBe('DAMAGED');
  });
});

describe('A file that is something else', { timeout: 60_000 }, () => {
  test.each([
    ['a zip', 'PK\x03\x04\x14\0\0\0'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/x.png"/></svg>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['a list of files', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
  ])('%s is refused', async (_, text) => {
    expect(await failureOf(Buffer.from(text, 'latin1'))).toBe('UNSUPPORTED_TYPE');
  });

  test('an empty one is called empty', async () => {
    expect(await failureOf(Buffer.alloc(0))).toBe('EMPTY');
  });

  test('sound alone has no poster', async () => {
    const sound = await video(['-f', 'lavfi', '-i', 'sine=d=1'], ['-c:a', 'aac', 'a.mp4']);
    expect(await failureOf(sound)).toBe('UNSUPPORTED_TYPE');
  });

  test('a codec that no camera writes is not even tried', async () => {
    const odd = await video(['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1'], ['-c:v', 'ffv1', 'a.mkv']);
    expect(await failureOf(odd)).toBe('UNSUPPORTED_CODEC');
  });

  test('a playlist that got as far as ffmpeg opens nothing that it names', async () => {
    const secret = join(folder.path, 'secret.mp4');
    await writeFile(
      secret,
      await video(['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1'], ['-c:v', 'libx264', 'a.mp4']),
    );
    const ranges = await RangeServer.start(500);
    try {
      for (const target of [`file://${secret}`, secret, `${canaryUrl}/x.ts`, 'concat:/etc/passwd']) {
        for (const text of [
          `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
          `ffconcat version 1.0\nfile '${target}'\n`,
        ]) {
          const served = ranges.open(storedBytes(Buffer.from(text)), never);
          for (const family of ['MP4', 'MATROSKA'] as const) {
            const job = { url: served.url, family, directory: folder.path, signal: never };
            await expect(readVideo(job)).rejects.toThrow(MediaError);
          }
          served.close();
        }
      }
      expect(canaryHits).toBe(0);
    } finally {
      await ranges.close();
    }
  });

  test('a movie that keeps its frames elsewhere gets none of them', async () => {
    const whole = await video(['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1'], ['-c:v', 'libx264', 'a.mov']);
    // The data reference becomes one that is not in this file, as QuickTime's reference movies have it.
    const elsewhere = Buffer.from(whole);
    const at = elsewhere.indexOf('url \0\0\0\x01', 0, 'latin1');
    elsewhere.write('alis\0\0\0\0', at, 'latin1');
    expect(['READY', 'DAMAGED']).toContain(await failureOf(elsewhere));
  });
});
