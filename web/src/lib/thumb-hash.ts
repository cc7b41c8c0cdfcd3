import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const pictures = new Map<string, string | null>();
const colours = new Map<string, string | null>();
/** A picture of 32 pixels takes some 4 KB; this many are enough for several screens. */
const mostPictures = 400;
const mostColours = 4000;

function remembered<Value>(
  known: Map<string, Value | null>,
  most: number,
  hash: string,
  make: (bytes: Uint8Array) => Value,
): Value | null {
  const before = known.get(hash);
  if (before !== undefined) return before;
  let made: Value | null = null;
  try {
    made = make(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
  } catch {
    // The placeholder is an ornament: without it the tile stays plain.
  }
  const [oldest] = known.keys();
  if (known.size >= most && oldest !== undefined) known.delete(oldest);
  known.set(hash, made);
  return made;
}

/**
 * The blurred picture of a base64 ThumbHash as a data URL; null where the hash is broken. Making it takes the better part of a
 * millisecond: a screen of them at once would be felt.
 */
export function thumbHashUrl(hash: string): string | null {
  return remembered(pictures, mostPictures, hash, thumbHashToDataURL);
}

/** The same where it has been made before, and undefined where it would have to be made. */
export function madeThumbHashUrl(hash: string): string | null | undefined {
  return pictures.get(hash);
}

/** The colour that a ThumbHash has on the whole, for CSS; null where the hash is broken. Takes no time. */
export function thumbHashColour(hash: string): string | null {
  return remembered(colours, mostColours, hash, (bytes) => {
    const { r, g, b } = thumbHashToAverageRGBA(bytes);
    return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})`;
  });
}
