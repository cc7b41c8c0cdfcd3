import { useEffect, useEffectEvent, useRef } from 'react';

/** Waits before what failed is tried again; after the last, coming back online helps, and looking at the page again. */
const retriesMs = [1500, 6000, 30_000];

/**
 * Has what failed to load tried again: a few times after a while, whenever the network is back, and when the page is seen again.
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
    // A network that has just come back may still stumble: it gets as many tries as a new one.
    const afresh = () => {
      tries.current = 0;
      againNow();
    };
    const onSeen = () => {
      if (document.visibilityState === 'visible') afresh();
    };
    window.addEventListener('online', afresh);
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', afresh);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [failed]);
  const came = useRef(() => {
    tries.current = 0;
  });
  return came.current;
}
