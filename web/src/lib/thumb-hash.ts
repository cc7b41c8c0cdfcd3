import { thumbHashToDataURL } from 'thumbhash';

const known = new Map<string, string | null>();
/** A picture of 32 pixels takes some 4 KB; this many are enough for several screens. */
const most = 400;

/** The blurred picture of a base64 ThumbHash as a data URL, remembered for a while; null where the hash is broken. */
export function thumbHashUrl(hash: string): string | null {
  const remembered = known.get(hash);
  if (remembered !== undefined) return remembered;
  let url: string | null = null;
  try {
    url = thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
  } catch {
    // The placeholder is an ornament: without it the tile stays plain.
  }
  const [oldest] = known.keys();
  if (known.size >= most && oldest !== undefined) known.delete(oldest);
  known.set(hash, url);
  return url;
}
