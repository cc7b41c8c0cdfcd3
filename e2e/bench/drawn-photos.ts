import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';

/** One of the photos that a library is filled with, in every size that the product would have made of it. */
export type DrawnPhoto = {
  width: number;
  height: number;
  placeholder: Buffer;
  renditions: Record<'small' | 'medium' | 'large', Buffer>;
};

const sides = { small: 320, medium: 960, large: 2048 };
const shapes = [
  [3, 2],
  [4, 3],
  [3, 4],
  [16, 9],
  [2, 3],
  [1, 1],
  [4, 3],
  [9, 16],
  [21, 9],
] as const;

/** Draws the photo of a number: the same each time, and about as heavy as a real one. */
export async function drawPhoto(number: number): Promise<DrawnPhoto> {
  const [across, down] = shapes[number % shapes.length] ?? shapes[0];
  const scale = sides.large / Math.max(across, down);
  const [width, height] = [Math.round(across * scale), Math.round(down * scale)];
  const dice = diceOf(number + 1);
  const grain = await sharp({
    create: {
      width: width >> 2,
      height: height >> 2,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 14 },
    },
  })
    .resize(width, height)
    .png()
    .toBuffer();
  const drawn = await sharp(Buffer.from(landscape(width, height, dice)))
    .composite([{ input: grain, blend: 'soft-light' }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = () => sharp(drawn.data, { raw: { width, height, channels: 3 } });
  const webp = (side: number) =>
    pixels().resize(side, side, { fit: 'inside' }).webp({ quality: 78, effort: 1 }).toBuffer();
  const tiny = await pixels()
    .resize(64, 64, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width,
    height,
    placeholder: Buffer.from(rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data)),
    renditions: {
      small: await webp(sides.small),
      medium: await webp(sides.medium),
      large: await webp(sides.large),
    },
  };
}

/** A sky, a sun and some ridges, in colours of their own. */
function landscape(width: number, height: number, dice: () => number): string {
  const hue = Math.floor(dice() * 360);
  const colour = (turn: number, light: number) =>
    `hsl(${(hue + turn) % 360} ${35 + Math.floor(dice() * 40)}% ${light}%)`;
  const ridges = Array.from({ length: 5 }, (_, ridge) => {
    const base = height * (0.42 + ridge * 0.12);
    const points = Array.from({ length: 9 }, (_, point) => {
      const y = base - dice() * height * 0.16;
      return `${Math.round((point / 8) * width)},${Math.round(y)}`;
    });
    return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${colour(ridge * 14, 58 - ridge * 10)}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${colour(200, 52)}"/><stop offset="1" stop-color="${colour(30, 86)}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${Math.round(dice() * width)}" cy="${Math.round(height * (0.15 + dice() * 0.2))}" r="${Math.round(height * 0.07)}" fill="hsl(45 90% 92%)"/>
    ${ridges.join('')}</svg>`;
}

/** Numbers from 0 to 1 that a seed decides (mulberry32's steps). */
export function diceOf(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
