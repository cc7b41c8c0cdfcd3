import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { MediaErrorCode } from '../media/media-error.ts';
import { heic, patched, quarters, video } from './media-files.ts';

/** A file made to do harm, or harmed. */
export type HostileFile = {
  name: string;
  make: () => Promise<Buffer>;
  /** What may become of it, READY where it is shown all the same. */
  ends: (MediaErrorCode | 'READY')[];
};

const small = quarters(64, 32);
const clip = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:d=1'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

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

async function webpBomb(): Promise<Buffer> {
  const webp = await small.clone().webp().toBuffer();
  webp.writeUInt16LE(16_383, 26);
  webp.writeUInt16LE(16_383, 28);
  return webp;
}

async function gifBomb(): Promise<Buffer> {
  const gif = await small.clone().gif().toBuffer();
  // The frame's own size, after its separator and its place in the corner.
  const frame = gif.indexOf('\x2c\0\0\0\0', 0, 'latin1');
  for (const at of [6, 8, frame + 5, frame + 7]) gif.writeUInt16LE(60_000, at);
  return gif;
}

async function lyingAvif(): Promise<Buffer> {
  const frame = sharp({ create: { width: 5000, height: 4000, channels: 3, background: 'red' } });
  return patched(await frame.avif({ effort: 0, quality: 10 }).toBuffer(), 'ispe', 8, 64, 64);
}

const bombs: Record<string, () => Promise<Buffer>> = {
  'a PNG of 50,000 x 50,000': async () => pngOf(await small.clone().png().toBuffer(), 50_000, 50_000),
  'an interlaced PNG of 16,000 x 16,000': async () =>
    pngOf(await small.clone().png({ progressive: true }).toBuffer(), 16_000, 16_000),
  'a progressive JPEG of 16,000 x 16,000': async () =>
    jpegOf(await small.clone().jpeg({ progressive: true }).toBuffer(), '\xff\xc2', 16_000, 16_000),
  'a JPEG of 65,000 x 65,000': async () =>
    jpegOf(await small.clone().jpeg().toBuffer(), '\xff\xc0', 65_000, 65_000),
  'an AVIF of 17,000 x 17,000': async () =>
    patched(await small.clone().avif({ effort: 0 }).toBuffer(), 'ispe', 8, 17_000, 17_000),
  'a HEIC of 17,000 x 17,000': async () =>
    patched(await heic(await quarters(128, 128).jpeg().toBuffer()), 'ispe', 8, 17_000, 17_000),
  'a WebP of 16,383 x 16,383': webpBomb,
  'a GIF of 60,000 x 60,000': gifBomb,
  'a video of 51 megapixels': () =>
    video(
      ['-f', 'lavfi', '-i', 'color=black:s=7136x7136:r=1:d=1'],
      [...h264, '-x264-params', 'threads=1', 'a.mp4'],
    ),
};

const wholes: Record<string, () => Promise<Buffer>> = {
  JPEG: () => quarters(1200, 800).jpeg().toBuffer(),
  'progressive JPEG': () => quarters(1200, 800).jpeg({ progressive: true }).toBuffer(),
  PNG: () => quarters(1200, 800).png({ compressionLevel: 0 }).toBuffer(),
  WebP: () => quarters(1200, 800).webp().toBuffer(),
  AVIF: () => quarters(400, 200).avif({ effort: 0 }).toBuffer(),
  HEIC: async () => heic(await quarters(400, 200).jpeg().toBuffer()),
  MP4: () => video(clip, [...h264, 'a.mp4']),
};

const others: Record<string, () => Promise<Buffer>> = {
  ...wholes,
  GIF: () => quarters(400, 200).gif().toBuffer(),
  WebM: () => video(clip, ['-c:v', 'libvpx', '-deadline', 'realtime', 'a.webm']),
};

const magics = [
  '\xff\xd8\xff\xe0',
  '\x89PNG\r\n\x1a\n',
  'GIF89a',
  'RIFF\x10\0\0\0WEBPVP8 ',
  '\0\0\0\x14ftypheic\0\0\0\0mif1',
  '\0\0\0\x14ftypisom\0\0\0\0isom',
  '\x1aE\xdf\xa3\x9fB\x82\x84webm',
];

/** A GIF that shows its one frame so often. */
async function flickering(frames: number): Promise<Buffer> {
  const gif = await small.clone().gif().toBuffer();
  const frame = gif.subarray(gif.indexOf('\x2c\0\0\0\0', 0, 'latin1'), -1);
  const head = gif.subarray(0, gif.length - 1 - frame.length);
  return Buffer.concat([head, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
}

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`;
const entities = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(
  (name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at]};`.repeat(10)}">`,
);

const strangers: Record<string, string> = {
  'a zip': 'PK\x03\x04\x14\0\0\0',
  'a stub of a kilobyte': '\0'.repeat(1024),
  'an SVG with a picture of this machine': svg('<image href="file:///etc/passwd"/>'),
  'an SVG with an entity of this machine': `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${svg('<text>&a;</text>')}`,
  'an SVG of a billion laughs': `<!DOCTYPE svg [<!ENTITY a "ha">${entities.join('')}]>${svg('<text>&j;</text>')}`,
  'a DASH manifest': '<?xml version="1.0"?><MPD><Period><BaseURL>file:///etc/passwd</BaseURL></Period></MPD>',
  'an SVG': '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/x.png"/></svg>',
  'a page': '<!doctype html><script>alert(1)</script>',
  'a playlist': '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n',
  'a list of files': "ffconcat version 1.0\nfile '/etc/passwd'\n",
};

async function overwritten(make: () => Promise<Buffer>): Promise<Buffer> {
  const file = Buffer.from(await make());
  for (let at = Math.floor(file.length / 3); at < file.length; at += 7) file[at] = (at * 31) & 0xff;
  return file;
}

async function half(make: () => Promise<Buffer>): Promise<Buffer> {
  const file = await make();
  return file.subarray(0, file.length / 2);
}

/** Bombs, damage and disguises: every one ends in words, and none takes more than it may. */
export const hostileFiles: HostileFile[] = [
  ...Object.entries(bombs).map(([name, make]): HostileFile => ({ name, make, ends: ['TOO_LARGE'] })),
  {
    name: 'an AVIF whose frame is larger than its container says',
    make: lyingAvif,
    ends: ['DAMAGED', 'TOO_LARGE'],
  },
  ...Object.entries(wholes).map(
    ([name, make]): HostileFile => ({ name: `half of a ${name}`, make: () => half(make), ends: ['DAMAGED'] }),
  ),
  ...Object.entries(others).map(
    ([name, make]): HostileFile => ({
      name: `a ${name} with its middle overwritten`,
      make: () => overwritten(make),
      ends: ['READY', 'DAMAGED', 'TOO_LARGE', 'UNSUPPORTED_CODEC'],
    }),
  ),
  ...magics.map(
    (magic): HostileFile => ({
      name: `nothing behind the magic ${JSON.stringify(magic)}`,
      make: async () =>
        Buffer.concat([Buffer.from(`${magic}PK\x03\x04`, 'latin1'), Buffer.alloc(2000, 0x55)]),
      ends: ['DAMAGED'],
    }),
  ),
  ...Object.entries(strangers).map(
    ([name, text]): HostileFile => ({
      name,
      make: async () => Buffer.from(text, 'latin1'),
      ends: ['UNSUPPORTED_TYPE'],
    }),
  ),
  {
    name: 'random bytes',
    // The same at each run: each byte is a hash's.
    make: async () =>
      Buffer.concat(Array.from({ length: 128 }, (_, at) => createHash('sha256').update(String(at)).digest())),
    ends: ['UNSUPPORTED_TYPE'],
  },
  { name: 'a GIF of 2,000 frames', make: () => flickering(2_000), ends: ['READY'] },
  {
    name: 'half of an MP4 whose index comes first',
    make: () => half(() => video(clip, [...h264, '-movflags', '+faststart', 'a.mp4'])),
    ends: ['READY', 'DAMAGED'],
  },
  { name: 'an empty file', make: async () => Buffer.alloc(0), ends: ['EMPTY'] },
  {
    name: 'sound alone',
    make: () => video(['-f', 'lavfi', '-i', 'sine=d=1'], ['-c:a', 'aac', 'a.mp4']),
    ends: ['UNSUPPORTED_TYPE'],
  },
  {
    name: 'a codec that no camera writes',
    make: () => video(['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1'], ['-c:v', 'ffv1', 'a.mkv']),
    ends: ['UNSUPPORTED_CODEC'],
  },
  {
    name: 'a video of three frames over a month',
    make: () =>
      video(
        ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=1:d=3'],
        [
          ...['-vf', 'settb=1/1000,setpts=N*1000000/TB', '-fps_mode', 'vfr'],
          ...['-c:v', 'libvpx', '-cpu-used', '8', 'a.mkv'],
        ],
      ),
    ends: ['READY'],
  },
];
