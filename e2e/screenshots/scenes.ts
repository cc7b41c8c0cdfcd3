import sharp from 'sharp';

/** A made-up photograph: what it shows, how it is held, and when it was taken. */
export type Scene = { name: string; width: number; height: number; takenAt: Date; svg: string };

const shapes: [number, number][] = [
  [1600, 1067],
  [1067, 1600],
  [1600, 1200],
  [1200, 1200],
  [1600, 900],
  [2000, 860],
];
const skies: [string, string, string][] = [
  ['#f6d6a8', '#e98a6b', '#5b3f63'],
  ['#bfe3f2', '#7fb8d6', '#2f5d62'],
  ['#fbe9d0', '#f2b880', '#8c5a3c'],
  ['#d8d3ea', '#8d86c9', '#2b2d5b'],
  ['#e3f1d4', '#9cc58b', '#33562f'],
  ['#1c2b4a', '#44598c', '#0b1020'],
];

/** The same numbers for the same seed, so that two runs make the same pictures. */
function numbersFrom(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state / 2 ** 32;
  };
}

function hills(random: () => number, width: number, height: number, base: number): string {
  const points = Array.from({ length: 9 }, (_, i) => {
    const y = height * (base + (random() - 0.5) * 0.16);
    return `${Math.round((i * width) / 8)} ${Math.round(y)}`;
  });
  return `M0 ${height} L${points.join(' L')} L${width} ${height} Z`;
}

/** Scenes over the last two years, newest first. @param today the day that the newest was taken on. */
export function makeScenes(count: number, today: Date): Scene[] {
  return Array.from({ length: count }, (_, index) => {
    const random = numbersFrom(index + 7);
    const [width, height] = shapes[index % shapes.length] ?? [1600, 1200];
    const [top, low, land] = skies[(index * 5) % skies.length] ?? skies[0] ?? ['#fff', '#888', '#000'];
    const takenAt = new Date(today.getTime() - Math.floor(index / 6) * 17 * 86_400_000 - index * 3_600_000);
    const layers = [0.55, 0.68, 0.82].map(
      (base, i) =>
        `<path d="${hills(random, width, height, base)}" fill="${land}" opacity="${(0.35 + i * 0.3).toFixed(2)}"/>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${low}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/><circle cx="${Math.round(width * (0.2 + random() * 0.6))}" cy="${Math.round(height * (0.2 + random() * 0.25))}" r="${Math.round(Math.min(width, height) * (0.05 + random() * 0.06))}" fill="#fff6e0" opacity="0.9"/>${layers.join('')}</svg>`;
    return { name: `IMG_${2001 + index}.jpg`, width, height, takenAt, svg };
  });
}

const pad = (value: number) => String(value).padStart(2, '0');

/** The scene as a camera would have stored it, with its time, its lens and, now and then, its place. */
export function photograph(scene: Scene, index: number): Promise<Buffer> {
  const { takenAt } = scene;
  const day = `${takenAt.getUTCFullYear()}:${pad(takenAt.getUTCMonth() + 1)}:${pad(takenAt.getUTCDate())}`;
  const time = `${pad(takenAt.getUTCHours())}:${pad(takenAt.getUTCMinutes())}:${pad(takenAt.getUTCSeconds())}`;
  return sharp(Buffer.from(scene.svg))
    .withExif({
      IFD0: { Make: 'Pic-up', Model: 'Pinhole 1' },
      IFD2: {
        DateTimeOriginal: `${day} ${time}`,
        OffsetTimeOriginal: '+09:00',
        FNumber: '18/10',
        ExposureTime: '1/250',
        ISOSpeedRatings: '100',
        FocalLength: '26/1',
        LensModel: 'Pinhole 26 mm',
      },
      ...(index % 3 === 0
        ? {
            IFD3: {
              GPSLatitudeRef: 'N',
              GPSLatitude: '37/1 33/1 5880/100',
              GPSLongitudeRef: 'E',
              GPSLongitude: '126/1 58/1 4080/100',
            },
          }
        : {}),
    })
    .jpeg({ quality: 86 })
    .toBuffer();
}
