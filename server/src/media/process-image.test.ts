import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { thumbHashToApproximateAspectRatio } from 'thumbhash';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFolder, colourAt, corners, heic, patched, quarters, storedBytes } from '../testing/media-files.ts';
import { rawFiles } from '../testing/raw-files.ts';
import { MediaPipeline } from './media-pipeline.ts';
import type { MediaResult } from './media-result.ts';

let folder: Awaited<ReturnType<typeof aFolder>>;
let pipeline: MediaPipeline;
beforeAll(async () => {
  folder = await aFolder();
  pipeline = await MediaPipeline.start(folder.path);
});
afterAll(async () => {
  await pipeline.close();
  await folder.remove();
});

const make = (file: Buffer): Promise<MediaResult> =>
  pipeline.process(storedBytes(file), new AbortController().signal);

/** Colours after JPEG and WebP are near, not equal. */
function expectNear(colour: number[], expected: readonly number[], by = 12): void {
  const distance = Math.max(...colour.map((value, i) => Math.abs(value - (expected[i] ?? 0))));
  expect(distance, `${colour} for ${expected}`).toBeLessThanOrEqual(by);
}

async function expectUpright(file: Buffer): Promise<void> {
  expectNear(await colourAt(file, 2, 2), corners.topLeft);
  expectNear(await colourAt(file, 6, 2), corners.topRight);
  expectNear(await colourAt(file, 2, 6), corners.bottomLeft);
}

describe('An image becomes renditions', { timeout: 60_000 }, () => {
  test('that fit their squares, in WebP, with the shape of the original', async () => {
    const made = await make(await quarters(3000, 1500).jpeg().toBuffer());
    expect([made.contentType, made.kind, made.width, made.height]).toEqual([
      'image/jpeg',
      'IMAGE',
      3000,
      1500,
    ]);
    const { small, medium, large } = made.renditions;
    expect([small.width, small.height]).toEqual([320, 160]);
    expect([medium.width, medium.height]).toEqual([960, 480]);
    expect([large.width, large.height]).toEqual([2048, 1024]);
    for (const { body, width, height } of [small, medium, large]) {
      expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width, height });
      await expectUpright(body);
    }
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('never larger than the original', async () => {
    const { small, large } = (await make(await quarters(100, 50).png().toBuffer())).renditions;
    expect([small.width, small.height, large.width, large.height]).toEqual([100, 50, 100, 50]);
  });

  test('upright from each of the eight orientations', async () => {
    const upright = await quarters(800, 400).png().toBuffer();
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      // What a camera held that way stores: the upright picture, turned and mirrored back.
      const mirrored = [2, 4, 5, 7].includes(orientation);
      const angle = [0, 0, 0, 180, 180, 90, 270, 270, 90][orientation] ?? 0;
      const turned = await sharp(upright).rotate(angle).png().toBuffer();
      const stored = mirrored ? await sharp(turned).flop().png().toBuffer() : turned;
      const made = await make(await sharp(stored).withMetadata({ orientation }).jpeg().toBuffer());
      expect([made.width, made.height], `orientation ${orientation}`).toEqual([800, 400]);
      await expectUpright(made.renditions.small.body);
    }
  });

  test.each(['jpeg', 'png', 'webp', 'avif', 'heic'] as const)(
    'of %s without any metadata, in its colours, and the metadata is told',
    async (format) => {
      const flat = {
        create: { width: 400, height: 300, channels: 3 as const, background: { r: 200, g: 80, b: 40 } },
      };
      const shot = sharp(flat)
        .withExif({
          IFD0: { Make: 'Pic-up', Model: 'One' },
          IFD2: {
            DateTimeOriginal: '2024:05:06 07:08:09',
            OffsetTimeOriginal: '+09:00',
            ExposureTime: '1/125',
            FNumber: '28/10',
            ISOSpeedRatings: '400',
            FocalLength: '35/1',
          },
          IFD3: {
            GPSLatitudeRef: 'N',
            GPSLatitude: '37/1 30/1 0/1',
            GPSLongitudeRef: 'W',
            GPSLongitude: '127/1 0/1 0/1',
          },
        })
        .withIccProfile('p3');
      const jpeg = await shot.clone().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
      const made = await make(format === 'heic' ? await heic(jpeg) : await shot.toFormat(format).toBuffer());
      expect(made.contentType).toBe(`image/${format}`);
      expect(made.takenAt).toEqual({
        utc: new Date('2024-05-05T22:08:09Z'),
        local: '2024-05-06T07:08:09.000',
        offsetMinutes: 540,
      });
      expect(made.details).toMatchObject({
        make: 'Pic-up',
        model: 'One',
        exposureSeconds: 1 / 125,
        fNumber: 2.8,
        iso: 400,
        focalLength: 35,
        location: { latitude: 37.5, longitude: -127, altitude: null },
      });
      for (const { body } of Object.values(made.renditions)) {
        const { exif, icc, xmp, iptc } = await sharp(body).metadata();
        expect({ exif, icc, xmp, iptc }).toEqual({});
        expectNear(await colourAt(body, 4, 4), [200, 80, 40], 9);
      }
    },
  );

  test('with a placeholder of its shape and the hash of its bytes', async () => {
    const file = await quarters().webp().toBuffer();
    const made = await make(file);
    expect(made.placeholder.length).toBeGreaterThan(5);
    expect(made.placeholder.length).toBeLessThanOrEqual(25);
    expect(thumbHashToApproximateAspectRatio(made.placeholder)).toBeCloseTo(2, 0);
    expect(made.sha256).toBe(createHash('sha256').update(file).digest('base64'));
  });

  test('in the colours of screens from CMYK, grey and 16 bits', async () => {
    const flat = {
      create: { width: 400, height: 300, channels: 3 as const, background: { r: 200, g: 80, b: 40 } },
    };
    const cmyk = await sharp(flat).toColourspace('cmyk').jpeg().toBuffer();
    const deep = await sharp(flat).toColourspace('rgb16').png().toBuffer();
    const grey = await sharp(flat).greyscale().toColourspace('b-w').png().toBuffer();
    expect(await sharp(cmyk).metadata()).toMatchObject({ space: 'cmyk' });
    expect(await sharp(deep).metadata()).toMatchObject({ depth: 'ushort' });
    expect(await sharp(grey).metadata()).toMatchObject({ channels: 1 });
    for (const [file, by] of [
      [cmyk, 40],
      [deep, 6],
    ] as const) {
      expectNear(await colourAt((await make(file)).renditions.medium.body, 4, 4), [200, 80, 40], by);
    }
    const [r = 0, g = 255] = await colourAt((await make(grey)).renditions.medium.body, 4, 4);
    expect(Math.abs(r - g)).toBeLessThanOrEqual(2);
  });

  test('see through where it is', async () => {
    const clear = {
      create: { width: 400, height: 300, channels: 4 as const, background: { r: 9, g: 9, b: 9, alpha: 0 } },
    };
    const { small } = (await make(await sharp(clear).png().toBuffer())).renditions;
    expect(await sharp(small.body).metadata()).toMatchObject({ hasAlpha: true });
  });

  test('of the first frame where it moves', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 64, height: 48, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    for (const format of ['gif', 'webp'] as const) {
      const file = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      const made = await make(file);
      expect([made.contentType, made.width, made.height, made.duration]).toEqual([
        `image/${format}`,
        64,
        48,
        null,
      ]);
      expectNear(await colourAt(made.renditions.large.body, 4, 4), [255, 0, 0]);
    }
  });

  test('even where it is a line', async () => {
    const line = { create: { width: 1, height: 5000, channels: 3 as const, background: 'red' } };
    const { small, large } = (await make(await sharp(line).png().toBuffer())).renditions;
    expect([small.width, small.height, large.width, large.height]).toEqual([1, 320, 1, 2048]);
  });
});

describe('A HEIF becomes renditions', { timeout: 60_000 }, () => {
  test('from AVIF', async () => {
    const made = await make(await quarters().avif({ effort: 0 }).toBuffer());
    expect([made.contentType, made.width, made.height]).toEqual(['image/avif', 400, 200]);
    await expectUpright(made.renditions.small.body);
  });

  test('from HEIC with its colours', async () => {
    const picture = await quarters()
      .withIccProfile('p3')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const made = await make(await heic(picture));
    expect([made.contentType, made.width, made.height]).toEqual(['image/heic', 400, 200]);
    await expectUpright(made.renditions.large.body);
  });

  test('turned once, as the container says, whatever EXIF says too', async () => {
    const lying = await quarters(200, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const unturned = await make(await heic(lying));
    expect([unturned.width, unturned.height]).toEqual([200, 400]);
    await expectUpright(unturned.renditions.small.body);

    const turned = await sharp(await quarters().png().toBuffer())
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    // heif-enc never writes a rotation: three quarter turns to the left take the place of a property nobody misses.
    const file = patched(await heic(turned), 'pixi', 0, 0x69726f74, 0x03000000);
    const made = await make(file);
    expect([made.width, made.height]).toEqual([400, 200]);
    await expectUpright(made.renditions.small.body);
  });

  test('of the primary one of several, with its colours and an odd width, by the portable decoder', async () => {
    const first = await quarters(402, 202)
      .withIccProfile('p3')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const second = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'black' } })
      .jpeg()
      .toBuffer();
    const made = await make(await heic(first, second));
    expect([made.width, made.height]).toEqual([402, 202]);
    await expectUpright(made.renditions.large.body);
  });
});

describe('A raw file is shown as its largest preview', { timeout: 60_000 }, () => {
  test.each(Object.entries(rawFiles))('of %s, upright', async (contentType, rawFile) => {
    const lying = await sharp(await quarters().png().toBuffer())
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const made = await make(rawFile(lying));
    expect([made.contentType, made.kind, made.width, made.height]).toEqual([contentType, 'IMAGE', 400, 200]);
    await expectUpright(made.renditions.small.body);
  });

  test('with what the raw file says', async () => {
    const made = await make(rawFiles['image/x-nikon-nef'](await quarters().jpeg().toBuffer()));
    expect(made.takenAt?.local).toBe('2024-05-06T07:08:09.000');
    expect(made.details.make).toBe('NIKON CORPORATION');
  });

  test('and without one is refused', async () => {
    const none = rawFiles['image/x-sony-arw'](Buffer.from('no preview'));
    await expect(make(none)).rejects.toMatchObject({ name: 'MediaError' });
  });
});
