import type { ApolloClient } from '@apollo/client';
import { nextTask } from '../lib/tasks.ts';
import { TimelineMonthsDocument } from './TimelineMonths.generated.ts';
import { TimelineStartDocument } from './TimelineStart.generated.ts';
import { seedSections } from './timeline-pages.ts';
import { cutSections, timelineStart } from './timeline-sections.ts';
import { writeManyPictures } from './write-pictures.ts';

const started = new WeakMap<ApolloClient, Promise<void>>();

/**
 * Asks for the months, the timeline's beginning, and what the first screen shows of that, all in one question, and puts it
 * where the pages look for it. Asked again it gives the same answer; a failed one is forgotten.
 */
export function startTimeline(client: ApolloClient): Promise<void> {
  const before = started.get(client);
  if (before) return before;
  const asked = client
    .query({
      query: TimelineStartDocument,
      variables: timelineStart,
      // What it answers is kept in the places of its parts, and not once more as a whole.
      fetchPolicy: 'no-cache',
    })
    .then(async ({ data }) => {
      if (!data) return;
      const { timelineMonths, timelinePage, pictures } = data;
      await writeManyPictures(client.cache, pictures.nodes);
      // The months come last: with them the page is known.
      await nextTask();
      client.cache.batch({
        update(cache) {
          cache.writeQuery({ query: TimelineMonthsDocument, data: { timelineMonths } });
          seedSections(client, cache, cutSections(timelineMonths), timelinePage);
        },
      });
    });
  started.set(client, asked);
  asked.catch(() => started.delete(client));
  return asked;
}
