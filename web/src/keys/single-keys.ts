import { useSyncExternalStore } from 'react';

const key = 'picup.single-keys';
const listeners = new Set<() => void>();

/** Whether shortcuts of one character work; they do until somebody turns them off. */
export const singleKeysOn = (): boolean => localStorage.getItem(key) !== 'off';

/** Turns shortcuts of one character on or off, for the next visits too. */
export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(key);
  else localStorage.setItem(key, 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether shortcuts of one character work. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, singleKeysOn);
}
