import { useEffect, useEffectEvent, useRef } from 'react';

/** Waits before a failed image is tried again; after the last, coming back online is what helps. */
const retriesMs = [1500, 6000, 30_000];

/**
 * Has an image that failed tried again: a few times after a while, and whenever the network is back.
 * @param failed another value with each failure; null while nothing has failed.
 * @returns what is called when it has come: the next failure is waited for as the first one was.
 */
export function useRetries(failed: unknown, again: () => void): () => void {
  const tries = useRef(0);
  const againNow = useEffectEvent(again);
  useEffect(() => {
    if (failed === null) return;
    const wait = retriesMs[tries.current];
    const timer =
      wait === undefined
        ? undefined
        : setTimeout(() => {
            tries.current += 1;
            againNow();
          }, wait);
    const onOnline = () => againNow();
    window.addEventListener('online', onOnline);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', onOnline);
    };
  }, [failed]);
  const came = useRef(() => {
    tries.current = 0;
  });
  return came.current;
}
