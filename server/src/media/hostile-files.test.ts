import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileFiles } from '../testing/hostile-files.ts';
import { aFolder, quarters, storedBytes, video } from '../testing/media-files.ts';
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
    await tryToCopy(file);
    expect(await readdir(work), 'temporary files left').toEqual([]);
    expect(canaryHits, 'requests to the canary').toBe(0);
  }
}

/** What ffmpeg would write out of a file is read by browsers, so the same holds for it; no size that it may reach is large. */
async function tryToCopy(file: Buffer): Promise<void> {
  const keep = async ({ byteSize }: { byteSize: number }) => byteSize;
  const copied = await pipeline.makePlayback(storedBytes(file), 2, keep, never).catch((error: unknown) => {
    if (error instanceof MediaError) return 0;
    throw error;
  });
  expect(copied ?? 0, 'bytes of a playback copy').toBeLessThan(4 * 1024 * 1024);
}

describe('A hostile file ends in words, takes no more than it may and leaves nothing', {
  timeout: 60_000,
}, () => {
  test.each(hostileFiles.map((file) => [file.name, file] as const))('%s', async (_, { make, ends }) => {
    const file = await make();
    const started = performance.now();
    expect(ends).toContain(await failureOf(file));
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('and the next file is read as ever', async () => {
    expect(await failureOf(await quarters().jpeg().toBuffer())).toBe('READY');
  });
});

describe('A file that names others', { timeout: 60_000 }, () => {
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

  test('a playlist behind the magic of a video opens nothing that it names', async () => {
    const magics = [
      '\x1aE\xdf\xa3\x93B\x82\x88matroska',
      '\x1aE\xdf\xa3\x9fB\x82\x84webm',
      '\0\0\0\x14ftypisom\0\0\0\0isom',
    ];
    for (const magic of magics) {
      for (const target of ['/etc/hostname', `${canaryUrl}/x.ts`]) {
        const text = `\n#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`;
        const lure = Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from(text.repeat(40))]);
        expect(await failureOf(lure)).toBe('DAMAGED');
      }
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
