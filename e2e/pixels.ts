import type { Page } from '@playwright/test';
import sharp from 'sharp';

/** The WCAG luminance, from 0 to 1, at a point in CSS pixels. */
export type Light = (x: number, y: number) => number;

/** Looks at a page as it is once nothing on it moves; the page's scale is 1. */
export async function lightOf(page: Page): Promise<Light> {
  const { data, info } = await sharp(await page.screenshot({ animations: 'disabled' }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x, y) => {
    const start = (Math.floor(y) * info.width + Math.floor(x)) * info.channels;
    return luminance([...data.subarray(start, start + 3)]);
  };
}

/** The WCAG luminance of a colour as a browser computes it, such as rgb(241, 239, 233). */
export const lightOfColour = (colour: string): number =>
  luminance((colour.match(/\d+/g) ?? []).slice(0, 3).map(Number));

/** The WCAG contrast of two luminances, from 1 to 21. */
export const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

function luminance(colour: number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
