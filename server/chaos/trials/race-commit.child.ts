import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { createLogger } from '../../src/platform/log.ts';
import { commitUploads } from '../../src/upload/commit-uploads.ts';
import { takeOrders } from '../child.ts';
import { untilAnswered } from '../people.ts';

const deps = openDeps(readConfig(), createLogger('trial', 'fatal'));
const race = z.object({ memberId: z.string(), ticketId: z.string(), times: z.number() });

takeOrders(
  {
    // What the API answers, as text, so that any difference between two answers shows.
    commit: async (given) => {
      const { memberId, ticketId, times } = race.parse(given);
      const viewer = { memberId, sessionId: '', familyId: '' };
      const all = Array.from({ length: times }, () =>
        // A machine too slow for fifty at once says BUSY, as to any client.
        untilAnswered(() => commitUploads(deps, viewer, [ticketId])),
      );
      return (await Promise.all(all)).map(({ answers }) => JSON.stringify(answers));
    },
  },
  deps.close,
);
