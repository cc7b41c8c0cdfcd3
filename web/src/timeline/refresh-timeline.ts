import type { ApolloClient } from '@apollo/client';
import { TimelineMonthsDocument } from './TimelineMonths.generated.ts';

/** Changes that come together are asked after once, and a stream of them every few seconds. */
const restMs = 700;
const leastPauseMs = 3000;

interface Refresh {
  /** The question that is still to be asked; null where none is. */
  waiting: Promise<void> | null;
  askedAt: number;
}

const refreshes = new WeakMap<ApolloClient, Refresh>();

/**
 * Asks which months have changed; the timeline then loads anew what it shows of them. Call it whenever pictures have come,
 * gone or been finished: however often in a moment, it is one question. Where no timeline has been looked at, none is asked.
 */
export function refreshTimeline(client: ApolloClient): Promise<void> {
  const refresh = refreshes.get(client) ?? { waiting: null, askedAt: 0 };
  refreshes.set(client, refresh);
  if (refresh.waiting) return refresh.waiting;
  if (!client.cache.readQuery({ query: TimelineMonthsDocument })) return Promise.resolve();
  const pauseMs = Math.max(restMs, refresh.askedAt + leastPauseMs - Date.now());
  refresh.waiting = new Promise((resolve) => setTimeout(resolve, pauseMs)).then(async () => {
    refresh.waiting = null;
    refresh.askedAt = Date.now();
    // Nobody is told of a failure: what is on the page stays, and the next change or visit asks again.
    await client.query({ query: TimelineMonthsDocument, fetchPolicy: 'network-only' }).catch(() => undefined);
  });
  return refresh.waiting;
}
