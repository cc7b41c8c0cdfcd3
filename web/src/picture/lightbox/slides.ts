import { thumbHashUrl } from '../../lib/thumb-hash.ts';
import type { GridPicture } from '../grid-items.ts';

/** What lightGallery is given of a picture. */
export interface Slide {
  readonly id: string;
  /** Its own address, or a blurred stand-in while there is none. */
  readonly src: string;
  /** The server has made what is shown here. */
  readonly ready: boolean;
  /** Of the original: "actual size" zooms to it. Of what is shown here, for a video. */
  readonly width: string | undefined;
}

/** The side into which the largest rendition fits. */
export const largeSide = 2048;

/** One pixel of nothing. */
const blank = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** Makes the slide of a picture. */
export function slideOf(picture: GridPicture): Slide {
  const { id, large, placeholder, width, kind } = picture;
  const standIn = (placeholder && thumbHashUrl(placeholder)) || blank;
  return {
    id,
    src: large ?? standIn,
    ready: large !== null,
    width: kind === 'IMAGE' && large !== null && width ? String(width) : undefined,
  };
}

/** Whether a browser shows an original of this type by itself, so that zooming may ask for it. */
export function isDisplayable(contentType: string): boolean {
  return /^image\/(?:jpeg|png|webp|gif|avif)$/.test(contentType);
}

/**
 * What has become of the slides around the one shown: nothing to do, more at the end, or so much that the gallery must be
 * laid out anew. A new address of what the server had made before is no reason: signed addresses change by the hour.
 */
export function compareSlides(
  before: readonly Slide[],
  after: readonly Slide[],
  index: number,
): 'same' | 'grown' | 'changed' {
  if (after.length < before.length) return 'changed';
  for (let at = 0; at < before.length; at += 1) {
    const [old, now] = [before[at], after[at]];
    if (old?.id !== now?.id) return 'changed';
    const near = Math.abs(at - index) <= 5;
    if (near && old && now && old.src !== now.src && !old.ready) return 'changed';
  }
  return after.length > before.length ? 'grown' : 'same';
}
