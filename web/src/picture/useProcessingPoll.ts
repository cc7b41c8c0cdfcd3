import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { onMissed, useIsLive } from '../live/live-status.ts';
import { PictureStateDocument } from './PictureState.generated.ts';

const batch = 100;
/** The first and the longest pause between questions: while nobody tells, and where a lost word is all there is to fear. */
const pauses = { asking: [1000, 15_000], told: [30_000, 120_000] } as const;

/**
 * Asks after pictures that are still being made ready: one question for all of them after 1, 2, 4 … up to 15 seconds. New
 * ones begin the count anew, since small pictures take a second. While the server tells by itself, it only asks where
 * something was missed, and now and then. What has changed reaches the pages through the cache.
 */
export function useProcessingPoll(ids: readonly string[]): void {
  const client = useApolloClient();
  const isLive = useIsLive();
  const asked = ids.slice(0, batch).join(' ');

  useEffect(() => {
    if (asked === '') return;
    const [firstMs, longestMs] = isLive ? pauses.told : pauses.asking;
    let wait: number = firstMs;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const ask = async () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') {
        try {
          await client.query({
            query: PictureStateDocument,
            variables: { ids: asked.split(' ') },
            fetchPolicy: 'network-only',
          });
        } catch {
          // The next turn asks again.
        }
      }
      wait = Math.min(wait * 2, longestMs);
      // Another question may have gone out meanwhile, with a turn of its own to follow it.
      clearTimeout(timer);
      if (!over) timer = setTimeout(ask, wait);
    };
    timer = setTimeout(ask, wait);
    const stopListening = onMissed(() => void ask());
    return () => {
      over = true;
      clearTimeout(timer);
      stopListening();
    };
  }, [asked, isLive, client]);
}
