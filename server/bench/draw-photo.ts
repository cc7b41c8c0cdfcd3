import sharp from 'sharp';

/**
 * A JPEG such as a phone of 12 megapixels makes it: 4000 x 3000, upright by its orientation, some 4 MB of shapes and grain.
 * @param seed makes it another picture.
 */
export async function drawPhoto(seed: number): Promise<Buffer> {
  const [width, height] = [4000, 3000];
  const hue = (seed * 47) % 360;
  const shapes = Array.from({ length: 60 }, (_, index) => {
    const [x, y] = [(index * 977 + seed * 131) % width, (index * 613 + seed * 71) % height];
    const radius = 60 + ((index * 89) % 500);
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${(hue + index * 23) % 360} 60% ${20 + ((index * 7) % 60)}%)" fill-opacity="0.6"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue} 40% 50%)"/>${shapes.join('')}</svg>`;
  const grain = await sharp({
    create: {
      width: 1000,
      height: 750,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 24 },
    },
  })
    .resize(width, height, { kernel: 'nearest' })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(Buffer.from(drawing))
    .composite([{ input: grain, blend: 'soft-light' }])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 88 })
    .toBuffer();
}
