import type { Network } from '../engine/line.ts';

/** The browser's own word on whether there is a network. */
export const browserNetwork: Network = {
  online: () => navigator.onLine,
  onChange(listener) {
    addEventListener('online', listener);
    addEventListener('offline', listener);
    return () => {
      removeEventListener('online', listener);
      removeEventListener('offline', listener);
    };
  },
};

/** An id that no other page makes. Works where the page is not a secure context, too, unlike randomUUID. */
export function newRandomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
