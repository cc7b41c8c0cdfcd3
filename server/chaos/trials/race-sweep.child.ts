import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { createLogger } from '../../src/platform/log.ts';
import { commitUploads } from '../../src/upload/commit-uploads.ts';
import { expireUploads } from '../../src/upload/expire-uploads.sweep.ts';
import { takeOrders } from '../child.ts';
import { untilAnswered, uploaded } from '../people.ts';

const deps = openDeps(readConfig(), createLogger('trial', 'fatal'));
const never = new AbortController().signal;

/** The locks, or what is left of them between processes while Redis is away: nothing. */
const locksOf = (locked: boolean): typeof deps.locks =>
  locked ? deps.locks : { ...deps.locks, run: (_memberId, work) => work(never) };

const person = z.object({ memberId: z.string(), albumId: z.string() });
const commits = z.object({
  locked: z.boolean(),
  batches: z.array(
    z.object({
      memberId: z.string(),
      ticketIds: z.array(z.string()),
      /** Milliseconds since 1970 at which to begin. */
      at: z.number(),
    }),
  ),
});
let sweeping = false;

takeOrders(
  {
    upload: async (given) => {
      const { people, each } = z.object({ people: z.array(person), each: z.number() }).parse(given);
      for (const { memberId, albumId } of people)
        await uploaded(deps, { viewer: { memberId, sessionId: '', familyId: '' }, albumId }, each);
    },
    /** Answers how many tickets became pictures, and how many were too late, as the client hears it. */
    commit: async (given) => {
      const { locked, batches } = commits.parse(given);
      const told = { pictures: 0, expired: 0, other: 0 };
      await Promise.all(
        batches.map(async ({ memberId, ticketIds, at }) => {
          await delay(at - Date.now());
          const viewer = { memberId, sessionId: '', familyId: '' };
          const own = { ...deps, locks: locksOf(locked) };
          const { answers } = await untilAnswered(() => commitUploads(own, viewer, ticketIds));
          for (const answer of answers)
            if ('picture' in answer) told.pictures += 1;
            else if (answer.refusal.code === 'TICKET_EXPIRED') told.expired += 1;
            else told.other += 1;
        }),
      );
      return told;
    },
    /** Sweeps without a pause until it is told to stop. */
    sweep: async (given) => {
      const { locked } = z.object({ locked: z.boolean() }).parse(given);
      sweeping = true;
      let expired = 0;
      while (sweeping) {
        expired += await expireUploads({ ...deps, locks: locksOf(locked) });
        await delay(2);
      }
      return expired;
    },
    stopSweeping: async () => {
      sweeping = false;
    },
  },
  deps.close,
);
