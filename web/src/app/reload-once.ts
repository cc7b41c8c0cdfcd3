import { uploadsAreMoving } from '../upload/usePageEffects.ts';

const key = 'picup.reloaded-at';
/** A second failure soon after is no stale page, and starting anew again would never end. */
const onceInMs = 60_000;

let isStale = false;
let ahead = 0;

/** Loads what nobody waits for yet. Where it can't be had, the page does not start anew: whoever reads or types would lose by it. */
export async function loadAhead(load: () => Promise<unknown>): Promise<void> {
  ahead += 1;
  try {
    await load();
  } catch {
    // It is asked for again when it is wanted.
  } finally {
    ahead -= 1;
  }
}

/** Whether a part of the app could not be loaded: only a new start of the page can bring it. */
export function hasStalePart(): boolean {
  return isStale;
}

/**
 * When a new version is put up, an open page may ask for a part of the old one that is gone. It then starts anew, once, at
 * the same address; not while uploads move, nor without a network, where that would cost more than it brings.
 */
export function reloadStalePage(): void {
  addEventListener('vite:preloadError', () => {
    isStale = true;
    if (ahead > 0 || uploadsAreMoving() || !navigator.onLine) return;
    if (Date.now() - Number(sessionStorage.getItem(key)) < onceInMs) return;
    sessionStorage.setItem(key, String(Date.now()));
    location.reload();
  });
}
