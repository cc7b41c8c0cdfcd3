/** What a tile needs to know of a picture to choose among its renditions. */
interface Renditions {
  readonly width: number | null;
  readonly height: number | null;
  readonly small: string | null;
  readonly medium: string | null;
}

const smallSide = 320;
const mediumSide = 960;
/** Enlarged by so little nobody sees it, and the next rendition has nine times the pixels to bring and to draw. */
const unseen = 1.15;

function renditionWidth(width: number, height: number, side: number): number {
  // Never enlarged: a small original is its own rendition.
  return Math.round(width * Math.min(1, side / Math.max(width, height)));
}

/**
 * The attributes by which the browser chooses the smallest rendition that looks sharp in a box that the picture covers.
 * `boxWidth` and `boxHeight` are CSS pixels; the device's pixel ratio is the browser's business. Null until READY.
 */
export function tileSource(
  { width, height, small, medium }: Renditions,
  boxWidth: number,
  boxHeight: number,
): { src: string; srcSet: string; sizes: string } | null {
  if (!width || !height || !small || !medium) return null;
  const shown = Math.ceil(Math.max(boxWidth, boxHeight * (width / height)));
  const smallWidth = renditionWidth(width, height, smallSide);
  const mediumWidth = renditionWidth(width, height, mediumSide);
  const srcSet =
    mediumWidth > smallWidth
      ? `${small} ${smallWidth}w, ${medium} ${mediumWidth}w`
      : `${small} ${smallWidth}w`;
  return { src: small, srcSet, sizes: `${Math.ceil(shown / unseen)}px` };
}
