import { z } from 'zod';
import { openPlace } from '../../src/testing/place.ts';
import { Child } from '../child.ts';
import { aPerson } from '../people.ts';
import { scaled } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const PROCESSES = 3;
const MEMBERS = 12;
const OPERATIONS = 10_000;
const FULL_MS = 15_000;
const MISTAKEN = 300;
const A_ROUND = 1_000;
const span = z.object({ memberId: z.string(), begun: z.number(), committed: z.number() });
const traced = z.object({
  spans: z.array(span),
  releases: z.array(z.object({ memberId: z.string(), at: z.number() })),
  unlocked: z.number(),
});
type Traced = z.infer<typeof traced>;

/** How many transactions had their COMMIT answered before their lock went, to Redis or to the next transaction. */
function inOrder(processes: Traced[]): number {
  const given = new Map<string, number[]>();
  for (const [nth, { releases }] of processes.entries())
    for (const { memberId, at } of releases) {
      const key = `${nth} ${memberId}`;
      given.set(key, [...(given.get(key) ?? []), at]);
    }
  const all = processes.flatMap(({ spans }, nth) => spans.map((each) => ({ ...each, nth })));
  let right = 0;
  for (const ofMember of Map.groupBy(all, ({ memberId }) => memberId).values()) {
    ofMember.sort((a, b) => a.begun - b.begun);
    for (const [i, { nth, memberId, begun, committed }] of ofMember.entries()) {
      const next = ofMember[i + 1];
      const early = given.get(`${nth} ${memberId}`)?.some((at) => at > begun && at < committed);
      if (!early && (next === undefined || next.begun >= committed)) right += 1;
    }
  }
  return right;
}

/** Whether COMMIT comes before the lock's release, seen on the wires of three processes at real operations. */
export const lockOrder: Trial = {
  name: 'lock-order',
  share: 20,
  run: async ({ services, budgetMs }) => {
    const operations = scaled(OPERATIONS, budgetMs, FULL_MS);
    const place = await openPlace(services);
    const children = Array.from({ length: PROCESSES }, () => new Child('lock-order.child.ts', place.env));

    async function trace(count: number, inside: boolean) {
      const made = await Promise.all(Array.from({ length: MEMBERS }, () => aPerson(place.deps)));
      const people = made.map(({ viewer, albumId }) => ({ memberId: viewer.memberId, albumId }));
      const processes = await Promise.all(
        children.map((child, nth) => {
          const share = Math.floor((count + nth) / PROCESSES);
          return child.ask('trace', { people, operations: share, inside }, traced);
        }),
      );
      const seen = processes.reduce((sum, { spans }) => sum + spans.length, 0);
      const releases = processes.reduce((sum, process) => sum + process.releases.length, 0);
      const unlocked = processes.reduce((sum, process) => sum + process.unlocked, 0);
      return { seen, releases, right: inOrder(processes), unlocked };
    }

    /** Rounds until enough was seen; one in which Redis was too slow for the lock tells nothing of its release. */
    async function traceOurs() {
      const ours = { seen: 0, releases: 0, right: 0, aside: 0 };
      const end = performance.now() + 3 * budgetMs;
      while (ours.seen < operations && performance.now() < end) {
        const { seen, releases, right, unlocked } = await trace(
          Math.min(A_ROUND, operations - ours.seen),
          false,
        );
        if (unlocked > 0) ours.aside += seen;
        else {
          ours.seen += seen;
          ours.releases += releases;
          ours.right += right;
        }
      }
      return ours;
    }

    try {
      const ours = await traceOurs();
      const mistaken = await trace(MISTAKEN, true);
      return [
        {
          what: 'COMMIT before the release, traced operations',
          wanted: `${operations} of ${operations}`,
          measured: `${ours.right} of ${ours.seen}, ${ours.releases} releases (lock inside the transaction: ${mistaken.right} of ${mistaken.seen}${ours.aside > 0 ? `; ${ours.aside} more, while Redis was too slow for the lock, not counted` : ''})`,
          ok: ours.right === ours.seen && ours.seen >= operations && mistaken.right < mistaken.seen,
        },
      ];
    } finally {
      await Promise.all(children.map((child) => child.end()));
      await place.close();
    }
  },
};
