import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useCallback } from 'react';
import { PictureStateDocument } from './PictureState.generated.ts';

/** How many ids one question takes. */
const batch = 100;
/** A picture whose address fails again within this time has another trouble than its age. */
const patienceMs = 20_000;

const renewedAt = new Map<string, number>();
let waiting = new Set<string>();

async function renewWaiting(client: ApolloClient): Promise<void> {
  const ids = [...waiting];
  waiting = new Set();
  for (let from = 0; from < ids.length; from += batch) {
    await client.query({
      query: PictureStateDocument,
      variables: { ids: ids.slice(from, from + batch) },
      fetchPolicy: 'network-only',
    });
  }
}

/**
 * Asks for new signed addresses for pictures whose old ones failed. All that fail in one breath are asked for together, and
 * each at most once in a while. The answers reach the pages through the cache.
 */
export function useRenewUrls(): (pictureId: string) => void {
  const client = useApolloClient();
  return useCallback(
    (pictureId) => {
      const last = renewedAt.get(pictureId) ?? 0;
      if (!navigator.onLine || Date.now() - last < patienceMs) return;
      renewedAt.set(pictureId, Date.now());
      waiting.add(pictureId);
      if (waiting.size > 1) return;
      setTimeout(() => {
        // Where this fails too, the tile already says that it could not be loaded.
        renewWaiting(client).catch(() => undefined);
      }, 50);
    },
    [client],
  );
}
