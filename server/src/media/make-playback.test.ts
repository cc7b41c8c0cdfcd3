import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { aFolder, storedBytes, video } from '../testing/media-files.ts';
import { MediaPipeline } from './media-pipeline.ts';
import { indexIsFirst } from './movie-index.ts';

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

const probed = z.object({
  format: z.object({ format_name: z.string(), tags: z.record(z.string(), z.string()).optional() }),
  streams: z.array(
    z.object({
      codec_name: z.string(),
      profile: z.string().optional(),
      pix_fmt: z.string().optional(),
      color_transfer: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
    }),
  ),
});

/** Makes the copy and looks at it as a player would; null where the original plays everywhere. */
async function copyOf(file: Buffer, failures = 0) {
  const kept = join(folder.path, 'copy.mp4');
  const copy = await pipeline.makePlayback(
    storedBytes(file),
    failures,
    async (made) => {
      await copyFile(made.path, kept);
      return made;
    },
    never,
  );
  expect(await readdir(work), 'temporary files left').toEqual([]);
  if (!copy) return null;
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-show_format', '-show_streams', '-of', 'json', kept],
  ]);
  const { format, streams } = probed.parse(JSON.parse(stdout));
  const bytes = await readFile(kept);
  return { ...copy, format, streams, kept, faststart: await indexIsFirst(storedBytes(bytes), 1_000, never) };
}

/** What the picture's bitstream hashes to, whatever container it is in. */
async function pictureHash(path: string): Promise<string> {
  const { stdout } = await run('ffmpeg', [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:v:0',
    '-c',
    'copy',
    '-f',
    'md5',
    '-',
  ]);
  return stdout;
}

const bars = ['-f', 'lavfi', '-i', 'smptebars=s=320x180:r=10:d=2'];
const tone = ['-f', 'lavfi', '-i', 'sine=d=2'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-x265-params'];

describe('A video that every browser plays has no copy', { timeout: 60_000 }, () => {
  test.each([
    ['MP4 with its index first', 'a.mp4', [...h264, '-c:a', 'aac', '-movflags', '+faststart']],
    ['MOV with its index first', 'a.mov', [...h264, '-c:a', 'aac', '-movflags', '+faststart']],
    ['a fragmented MP4', 'a.mp4', [...h264, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
    ['WebM', 'a.webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus']],
  ])('%s', async (_, name, options) => {
    const file = await video([...bars, ...tone], [...options, name]);
    expect(await copyOf(file)).toBeNull();
    expect((await pipeline.process(storedBytes(file), never)).needsPlayback).toBe(false);
  });
});

describe('A video that some browser does not play has a copy', { timeout: 120_000 }, () => {
  test.each([
    ['HEVC', 'a.mp4', [...hevc, 'log-level=none', '-pix_fmt', 'yuv420p', '-c:a', 'aac']],
    [
      '10 bit H.264',
      'a.mp4',
      ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le', '-c:a', 'aac'],
    ],
    [
      '4:4:4 H.264',
      'a.mov',
      ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p', '-c:a', 'pcm_s16le'],
    ],
    [
      'VP9 in Matroska',
      'a.mkv',
      ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'],
    ],
    ['AV1', 'a.mp4', ['-c:v', 'libsvtav1', '-preset', '12', '-c:a', 'aac']],
    ['Motion JPEG', 'a.mov', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p', '-c:a', 'pcm_u8']],
  ])('in H.264 and AAC, of %s', async (_, name, options) => {
    const file = await video([...bars, ...tone], [...options, name]);
    expect((await pipeline.process(storedBytes(file), never)).needsPlayback).toBe(true);
    const copy = await copyOf(file);
    expect(copy).toMatchObject({ width: 320, height: 180, faststart: true });
    expect(copy?.streams.map((stream) => [stream.codec_name, stream.pix_fmt])).toEqual([
      ['h264', 'yuv420p'],
      ['aac', undefined],
    ]);
    expect(copy?.streams[0]?.profile).toMatch(/^(Constrained Baseline|Main|High)$/);
  });

  test.each([
    ['whose index is at the end', 'a.mp4', ['-c:a', 'aac']],
    ['that only is in Matroska', 'a.mkv', ['-c:a', 'aac']],
    ['whose sound alone is odd', 'a.mov', ['-c:a', 'pcm_s16le']],
    ['without any sound', 'a.mkv', ['-an']],
  ])('with its picture as it is, of one %s', async (_, name, options) => {
    const file = await video([...bars, ...tone], [...h264, ...options, name]);
    const path = join(folder.path, name);
    await writeFile(path, file);
    const copy = await copyOf(file);
    expect(copy).toMatchObject({ faststart: true, width: 320, height: 180 });
    expect(copy?.streams[1]?.codec_name).toBe(options.includes('-an') ? undefined : 'aac');
    expect(await pictureHash(copy?.kept ?? '')).toBe(await pictureHash(path));
  });

  test('within 1080p, and with the brightness of ordinary screens', async () => {
    const wide = ['-f', 'lavfi', '-i', 'testsrc2=s=2560x1440:r=5:d=1'];
    const pq = 'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc';
    const copy = await copyOf(await video(wide, [...hevc, pq, '-pix_fmt', 'yuv420p10le', 'a.mov']));
    expect(copy).toMatchObject({ width: 1920, height: 1080 });
    expect(copy?.streams).toMatchObject([
      { codec_name: 'h264', pix_fmt: 'yuv420p', color_transfer: 'bt709', width: 1920, height: 1080 },
    ]);
  });

  test('upright, encoded anew or not, and without a word of where it was taken', async () => {
    const place = ['-metadata', 'com.apple.quicktime.location.ISO6709=+37.5000-127.0000+012.500/'];
    for (const codec of [h264, [...hevc, 'log-level=none', '-pix_fmt', 'yuv420p']]) {
      await writeFile(join(folder.path, 'lying.mov'), await video(bars, [...codec, 'a.mov']));
      const turned = await video(
        ['-i', join(folder.path, 'lying.mov')],
        ['-c', 'copy', '-metadata:s:v', 'rotate=90', ...place, '-movflags', 'use_metadata_tags', 'b.mov'],
      );
      const copy = await copyOf(turned);
      expect(copy).toMatchObject({ width: 180, height: 320 });
      const [shown] = copy?.streams ?? [];
      const lies = shown?.side_data_list?.some(({ rotation }) => Math.abs(rotation ?? 0) === 90) ?? false;
      expect([lies, shown?.width]).toEqual(codec === h264 ? [true, 320] : [false, 180]);
      expect(JSON.stringify(copy?.format.tags)).not.toMatch(/37\.5|location/);
    }
  });

  test('smaller each time that it was too much before', async () => {
    const large = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=5:d=1'];
    const file = await video(large, [...hevc, 'log-level=none', '-pix_fmt', 'yuv420p', 'a.mp4']);
    expect(await copyOf(file, 1)).toMatchObject({ width: 1280, height: 720 });
    expect(await copyOf(file, 2)).toMatchObject({ width: 854, height: 480 });
  });
});

describe('A video that cannot be copied', { timeout: 60_000 }, () => {
  test('says so, and leaves nothing behind', async () => {
    const whole = await video(bars, [...h264, 'a.mp4']);
    await expect(copyOf(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'DAMAGED' });
    await expect(copyOf(Buffer.from('no video'))).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE' });
    expect(await readdir(work)).toEqual([]);
  });

  test('for too long is ended, its encoder with it', async () => {
    const hasty = await MediaPipeline.start(join(folder.path, 'hasty'), { copyMs: 600 });
    try {
      const large = ['-f', 'lavfi', '-i', 'testsrc2=s=1920x1080:r=25:d=6'];
      const file = await video(large, [...h264, '-qp', '40', '-pix_fmt', 'yuv444p', 'a.mp4']);
      const kept = hasty.makePlayback(storedBytes(file), 0, async () => 'kept', never);
      await expect(kept).rejects.toMatchObject({ code: 'TIMEOUT' });
      expect(await readdir(join(folder.path, 'hasty'))).toEqual([]);
    } finally {
      await hasty.close();
    }
  });
});
