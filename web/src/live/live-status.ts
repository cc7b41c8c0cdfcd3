import { useSyncExternalStore } from 'react';

let live = false;
const watchers = new Set<() => void>();
const missedListeners = new Set<() => void>();

/** Says whether the server tells this page by itself what changes. */
export function setLive(now: boolean): void {
  if (now === live) return;
  live = now;
  for (const watch of watchers) watch();
}

function watchLive(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

/** Whether changes come by themselves now; while they don't, pages ask. */
export function useIsLive(): boolean {
  return useSyncExternalStore(watchLive, () => live);
}

/** Tells the page that changes may have passed unseen. */
export function announceMissed(): void {
  for (const listen of missedListeners) listen();
}

/** Calls back each time that changes may have passed unseen; the function it returns stops that. */
export function onMissed(listen: () => void): () => void {
  missedListeners.add(listen);
  return () => missedListeners.delete(listen);
}
