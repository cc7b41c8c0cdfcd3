import { useApolloClient } from '@apollo/client/react';
import { useEffect } from 'react';
import { PictureStateDocument } from './PictureState.generated.ts';

const batch = 100;
const firstMs = 1000;
const longestMs = 15_000;

/**
 * Asks after pictures that are still being made ready: one question for all of them after 1, 2, 4 … up to 15 seconds. New
 * ones begin the count anew, since small pictures take a second. What has changed reaches the pages through the cache.
 */
export function useProcessingPoll(ids: readonly string[]): void {
  const client = useApolloClient();
  const asked = ids.slice(0, batch).join(' ');

  useEffect(() => {
    if (asked === '') return;
    let wait = firstMs;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const ask = async () => {
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
      if (!over) timer = setTimeout(ask, wait);
    };
    timer = setTimeout(ask, wait);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked, client]);
}
