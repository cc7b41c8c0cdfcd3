import type { ApolloClient } from '@apollo/client';
import { TimelineMonthsDocument } from './TimelineMonths.generated.ts';

/** Changes that come together are asked after once. */
const restMs = 700;

const waiting = new WeakMap<ApolloClient, Promise<void>>();

/**
 * Asks which months have changed; the timeline then loads anew what it shows of them. Call it whenever pictures have come,
 * gone or been finished: however often in a moment, it is one question.
 */
export function refreshTimeline(client: ApolloClient): Promise<void> {
  const running = waiting.get(client);
  if (running) return running;
  const refresh = new Promise((resolve) => setTimeout(resolve, restMs)).then(async () => {
    waiting.delete(client);
    // Nobody is told of a failure: what is on the page stays, and the next change or visit asks again.
    await client.query({ query: TimelineMonthsDocument, fetchPolicy: 'network-only' }).catch(() => undefined);
  });
  waiting.set(client, refresh);
  return refresh;
}
