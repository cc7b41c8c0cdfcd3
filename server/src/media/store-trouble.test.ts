import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, video } from '../testing/media-files.ts';
import { MediaSourceError } from './media-error.ts';
import { MediaPipeline } from './media-pipeline.ts';
import type { MediaSource } from './media-source.ts';

const never = new AbortController().signal;
let folder: Awaited<ReturnType<typeof aFolder>>;
let work: string;
let pipeline: MediaPipeline;
beforeAll(async () => {
  folder = await aFolder();
  work = join(folder.path, 'work');
  pipeline = await MediaPipeline.start(work, { stallMs: 500 });
});
afterAll(async () => {
  await pipeline.close();
  await folder.remove();
});

describe('A store in trouble is not the fault of the file', { timeout: 60_000 }, () => {
  const silence = (): MediaSource => ({
    byteSize: 1_000_000,
    open: async () => {
      const stream = new Readable({ read: () => undefined });
      stream.push(Buffer.from('\0\0\0\x14ftyp', 'latin1'));
      return stream;
    },
  });

  test('a store that stalls', async () => {
    await expect(pipeline.process(silence(), never)).rejects.toThrow(MediaSourceError);
    expect(await readdir(work)).toEqual([]);
  });

  test('a store that goes away in the middle of an image or a video', async () => {
    const film = await video(
      ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:d=4'],
      ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '8M', 'a.mp4'],
    );
    const photo = await sharp(Buffer.alloc(900_000, 0x5a), { raw: { width: 600, height: 500, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    for (const file of [film, photo]) {
      let opened = 0;
      const source: MediaSource = {
        byteSize: file.length,
        open: async (start, end) => {
          opened += 1;
          if (opened > 1) throw new Error('connect ECONNREFUSED');
          return Readable.from([file.subarray(start, end)]);
        },
      };
      await expect(pipeline.process(source, never)).rejects.toThrow(MediaSourceError);
    }
  });

  test('a caller who gives up gets that reason back, and nothing stays', async () => {
    const giving = new AbortController();
    const processing = pipeline.process(silence(), giving.signal);
    giving.abort(new Error('shutting down'));
    await expect(processing).rejects.toThrow('shutting down');
    expect(await readdir(work)).toEqual([]);
  });

  test('a file that takes too long is told so', async () => {
    const hasty = await MediaPipeline.start(join(folder.path, 'hasty'), { fileMs: 100 });
    try {
      await expect(hasty.process(silence(), never)).rejects.toMatchObject({
        code: 'TIMEOUT',
        worthRetry: true,
      });
    } finally {
      await hasty.close();
    }
  });
});
