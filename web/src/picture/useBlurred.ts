import { useEffect, useState } from 'react';
import { madeThumbHashUrl, thumbHashUrl } from '../lib/thumb-hash.ts';

/** Leaves so much of an idle moment to whatever comes next, in milliseconds. */
const spareMs = 3;

const waiting = new Map<string, Set<() => void>>();
let scheduled = false;

function work(deadline: { timeRemaining(): number }): void {
  scheduled = false;
  for (const [hash, tell] of waiting) {
    if (deadline.timeRemaining() < spareMs) break;
    waiting.delete(hash);
    thumbHashUrl(hash);
    for (const told of tell) told();
  }
  schedule();
}

function schedule(): void {
  if (scheduled || waiting.size === 0) return;
  scheduled = true;
  // Safari has no idle moments to offer.
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 500 });
  else setTimeout(() => work({ timeRemaining: () => 10 }), 16);
}

/**
 * The blurred picture of a ThumbHash, made when the page has nothing better to do; null until then, and for no hash. Images
 * that are quick are there before it, and then it is never made.
 */
export function useBlurred(hash: string | null): string | null {
  const [, setMade] = useState(0);
  const url = hash === null ? null : madeThumbHashUrl(hash);
  const missing = url === undefined ? hash : null;
  useEffect(() => {
    if (missing === null) return;
    const tell = () => setMade((before) => before + 1);
    const told = waiting.get(missing) ?? new Set();
    waiting.set(missing, told.add(tell));
    schedule();
    return () => {
      told.delete(tell);
      if (told.size === 0) waiting.delete(missing);
    };
  }, [missing]);
  return url ?? null;
}
