import { createHash } from 'node:crypto';

/** How long signatures live, in seconds: at least `minLife`, and the same one for `window` at a time. */
export type WindowRules = { window: number; minLife: number };

/** Unix seconds: when a signature made now ends, and until when (inclusive) the same one is given out. */
export type SigningWindow = { expires: number; turnsAt: number };

/**
 * The window that a moment falls into. Every process computes the same one from the clock alone, so a viewer's URLs, and
 * with them his browser's cache, stay the same within it. Members turn at different moments, so that not all of them
 * fetch everything again at once.
 * @param now Unix seconds.
 */
export function signingWindow(
  memberId: string,
  now: number,
  { window, minLife }: WindowRules,
): SigningWindow {
  const phase = createHash('sha256').update(memberId).digest().readUInt32BE() % window;
  const expires = Math.ceil((now + minLife - phase) / window) * window + phase;
  return { expires, turnsAt: expires - minLife };
}
