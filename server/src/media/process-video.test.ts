import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, colourAt, storedBytes, storedFile, video } from '../testing/media-files.ts';
import { MediaPipeline } from './media-pipeline.ts';
import type { MediaResult } from './media-result.ts';

let folder: Awaited<ReturnType<typeof aFolder>>;
let pipeline: MediaPipeline;
beforeAll(async () => {
  folder = await aFolder();
  pipeline = await MediaPipeline.start(join(folder.path, 'work'));
});
afterAll(async () => {
  await pipeline.close();
  await folder.remove();
});

const make = (file: Buffer): Promise<MediaResult> =>
  pipeline.process(storedBytes(file), new AbortController().signal);
const bars = ['-f', 'lavfi', '-i', 'smptebars=s=320x180:r=10:d=2'];
const fast = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** How much there is to see in a rendition. */
async function contrast(file: Buffer): Promise<number> {
  const { channels } = await sharp(file).greyscale().stats();
  return channels[0]?.stdev ?? 0;
}

describe('A video becomes a poster and facts', { timeout: 60_000 }, () => {
  test('from MP4 with sound', async () => {
    const made = await make(
      await video([...bars, '-f', 'lavfi', '-i', 'sine=d=2'], [...fast, '-c:a', 'aac', 'a.mp4']),
    );
    expect([made.contentType, made.kind, made.width, made.height]).toEqual(['video/mp4', 'VIDEO', 320, 180]);
    expect(made.duration).toBeCloseTo(2, 0);
    expect(made.takenAt).toBeNull();
    expect([made.renditions.small.width, made.renditions.large.height]).toEqual([320, 180]);
    expect(await contrast(made.renditions.small.body)).toBeGreaterThan(20);
    expect(await sharp(made.renditions.large.body).metadata()).toMatchObject({ format: 'webp', width: 320 });
  });

  test.each([
    ['WebM', 'a.webm', ['-c:v', 'libvpx', '-deadline', 'realtime'], 'video/webm'],
    ['VP9', 'a.webm', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'], 'video/webm'],
    ['Matroska', 'a.mkv', fast, 'video/x-matroska'],
    [
      '10 bit HEVC in MOV',
      'a.mov',
      [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p10le',
        '-tag:v',
        'hvc1',
        '-x265-params',
        'log-level=none',
      ],
      'video/quicktime',
    ],
    ['AV1', 'a.mp4', ['-c:v', 'libsvtav1', '-preset', '12'], 'video/mp4'],
    ['a fragmented MP4', 'a.mp4', [...fast, '-movflags', 'frag_keyframe+empty_moov'], 'video/mp4'],
  ])('from %s', async (_, name, options, contentType) => {
    const made = await make(await video(bars, [...options, name]));
    expect([made.contentType, made.width, made.height]).toEqual([contentType, 320, 180]);
    expect(made.duration).toBeCloseTo(2, 0);
    expect(await contrast(made.renditions.small.body)).toBeGreaterThan(20);
  });

  test('upright, with its size as shown', async () => {
    const lying = await video(bars, [...fast, 'a.mp4']);
    await writeFile(join(folder.path, 'lying.mp4'), lying);
    const turned = await video(
      ['-i', join(folder.path, 'lying.mp4')],
      ['-c', 'copy', '-metadata:s:v', 'rotate=90', 'b.mp4'],
    );
    const made = await make(turned);
    expect([made.width, made.height]).toEqual([180, 320]);
    expect([made.renditions.medium.width, made.renditions.medium.height]).toEqual([180, 320]);
  });

  test('with square pixels', async () => {
    const made = await make(await video(bars, [...fast, '-vf', 'setsar=2', 'a.mp4']));
    expect([made.width, made.height, made.renditions.large.width]).toEqual([640, 180, 640]);
  });

  test('of a frame with something to see, not the black it begins with', async () => {
    const late = ['-f', 'lavfi', '-i', 'color=black:s=320x180:r=10:d=4,format=yuv420p', ...bars];
    const made = await make(await video(late, ['-filter_complex', '[0][1]concat', ...fast, 'a.mp4']));
    expect(await contrast(made.renditions.small.body)).toBeGreaterThan(20);
  });

  test('even where there is nothing but black', async () => {
    const black = ['-f', 'lavfi', '-i', 'color=black:s=320x180:r=10:d=1'];
    expect((await make(await video(black, [...fast, 'a.mp4']))).renditions.small.width).toBe(320);
  });

  test('in the same colours, whatever the matrix and the range of brightness', async () => {
    const red = ['-f', 'lavfi', '-i', 'color=0xC02020:s=1280x720:r=10:d=1,format=rgb24'];
    const matrix = (name: string) => `scale=out_color_matrix=${name}`;
    for (const [name, colorspace] of [
      ['bt709', 'bt709'],
      ['bt601', 'smpte170m'],
    ] as const) {
      const made = await make(
        await video(red, ['-vf', matrix(name), ...fast, '-colorspace', colorspace, 'a.mp4']),
      );
      const { dominant } = await sharp(made.renditions.small.body).stats();
      expect(
        Math.abs(dominant.r - 0xc0) + Math.abs(dominant.g - 0x20),
        `${name} gave ${JSON.stringify(dominant)}`,
      ).toBeLessThan(30);
    }
  });

  test.each([
    // A white wall by the norm is 58 % of this signal, and a shadow a quarter of it.
    ['smpte2084', '0x949494', [194, 194, 194]],
    ['smpte2084', '0x404040', [51, 51, 51]],
    // This one looks right on every screen but for its wider colours.
    ['arib-std-b67', '0xC0C0C0', [195, 195, 195]],
    ['arib-std-b67', '0x940000', [170, 0, 0]],
  ])('of high dynamic range by %s, %s as screens of today show it', async (transfer, colour, shown) => {
    const flat = `color=${colour}:s=320x180:r=10:d=1,format=gbrp,scale=out_color_matrix=bt2020:out_range=tv`;
    const tags = `log-level=none:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc:range=limited`;
    const hdr = ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-tag:v', 'hvc1'];
    const made = await make(
      await video(['-f', 'lavfi', '-i', flat], [...hdr, '-x265-params', tags, 'a.mov']),
    );
    const seen = await colourAt(made.renditions.small.body, 4, 4);
    for (const [at, value] of shown.entries()) expect(Math.abs((seen[at] ?? 0) - value)).toBeLessThan(9);
  });

  test('taken when QuickTime says with its zone, else when the container does', async () => {
    const tagged = ['-metadata', 'creation_time=2024-05-05T22:00:00Z', '-movflags', 'use_metadata_tags'];
    const zoned = ['-metadata', 'com.apple.quicktime.creationdate=2024-05-06T07:08:09+0900'];
    const place = ['-metadata', 'com.apple.quicktime.location.ISO6709=+37.5000-127.0000+012.500/'];
    const phone = await make(await video(bars, [...fast, ...tagged, ...zoned, ...place, 'a.mov']));
    expect(phone.takenAt).toEqual({
      utc: new Date('2024-05-05T22:08:09Z'),
      local: '2024-05-06T07:08:09.000',
      offsetMinutes: 540,
    });
    expect(phone.details.location).toEqual({ latitude: 37.5, longitude: -127, altitude: 12.5 });
    const other = await make(await video(bars, [...fast, ...tagged, 'a.mp4']));
    expect(other.takenAt).toEqual({
      utc: new Date('2024-05-05T22:00:00Z'),
      local: null,
      offsetMinutes: null,
    });
    const unset = await make(
      await video(bars, [...fast, '-metadata', 'creation_time=1904-01-01T00:00:00Z', 'a.mp4']),
    );
    expect(unset.takenAt).toBeNull();
  });

  test('with a length even where a browser recorded it without one', async () => {
    const streamed = await video(bars, [
      '-c:v',
      'libvpx',
      '-deadline',
      'realtime',
      '-f',
      'webm',
      '-live',
      '1',
      'a.webm',
    ]);
    expect((await make(streamed)).duration).toBeCloseTo(2, 0);
  });

  test('reading a small part of a large file', async () => {
    const input = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=10:d=4'];
    const noisy = ['-vf', 'noise=alls=60:allf=t', ...fast, '-g', '10', '-b:v', '8M', '-bf', '0'];
    await writeFile(join(folder.path, 'clip.mp4'), await video(input, [...noisy, 'a.mp4']));
    const long = join(folder.path, 'long.mp4');
    await writeFile(
      long,
      await video(['-stream_loop', '9', '-i', join(folder.path, 'clip.mp4')], ['-c', 'copy', 'b.mp4']),
    );
    const source = await storedFile(long);
    expect(source.byteSize).toBeGreaterThan(20_000_000);
    await pipeline.process(source, new AbortController().signal);
    expect(source.openedBytes).toBeLessThan(source.byteSize / 10);
  });
});
