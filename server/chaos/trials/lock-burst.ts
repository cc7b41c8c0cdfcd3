import { z } from 'zod';
import type { Figure } from '../../../infra/local/figures.ts';
import { openPlace } from '../../src/testing/place.ts';
import { Child } from '../child.ts';
import { aPerson, uploaded } from '../people.ts';
import { ms, quantile } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const PROCESSES = 3;
const COMMITS = 500;
const outcome = z.object({ commands: z.number(), busy: z.number(), waits: z.array(z.number()) });

/** What 500 commits of one member at once cost Redis and everybody else, by what stands in front of the transaction. */
export const lockBurst: Trial = {
  name: 'lock-burst',
  share: 20,
  run: async ({ services }) => {
    const place = await openPlace(services, { bucket: true });
    const children = Array.from({ length: PROCESSES }, () => new Child('lock-burst.child.ts', place.env));

    async function burst(variant: 'ours' | 'polling' | 'forUpdate') {
      const person = await aPerson(place.deps);
      const tickets = await uploaded(place.deps, person, COMMITS);
      const { memberId } = person.viewer;
      const startedAt = performance.now();
      const outcomes = await Promise.all(
        children.map((child, nth) => {
          const ticketIds = tickets.filter((_, i) => i % PROCESSES === nth).map(({ id }) => id);
          return child.ask('burst', { variant, memberId, ticketIds }, outcome);
        }),
      );
      return {
        seconds: (performance.now() - startedAt) / 1_000,
        perCommit: outcomes.reduce((sum, { commands }) => sum + commands, 0) / COMMITS,
        busy: outcomes.reduce((sum, { busy }) => sum + busy, 0),
        // Of the process where it is worst.
        others: Math.max(...outcomes.map(({ waits }) => quantile(waits, 0.99))),
      };
    }

    try {
      await Promise.all(children.map((child) => child.ask('warm', null, z.null())));
      const alone = await children[0]?.ask('alone', 50, z.number());
      const ours = await burst('ours');
      const forUpdate = await burst('forUpdate');
      const polling = await burst('polling');
      const story = `in ${ours.seconds.toFixed(1)} s, ${ours.busy} × BUSY`;
      return [
        {
          what: `${COMMITS} commits of one member, ${PROCESSES} processes: Redis commands per acquire`,
          wanted: '≤ 0.6',
          measured: `${ours.perCommit.toFixed(2)} ${story} (redis-semaphore alone: ${polling.perCommit.toFixed(0)} in ${polling.seconds.toFixed(1)} s)`,
          ok: ours.perCommit <= 0.6,
        },
        {
          what: "the same burst: others' wait for a connection, p99",
          wanted: '≤ 25 ms',
          measured: `${ms(ours.others)} (SELECT … FOR UPDATE alone: ${ms(forUpdate.others)})`,
          ok: ours.others <= 25,
        },
        {
          what: 'an uncontended lock: Redis commands',
          wanted: '2',
          measured: String(alone),
          ok: alone === 2,
        },
      ] satisfies Figure[];
    } finally {
      await Promise.all(children.map((child) => child.end()));
      await place.close();
    }
  },
};
