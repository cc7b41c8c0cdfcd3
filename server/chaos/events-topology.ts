import type { Topology } from '../src/events/topology.ts';

/** What relays and consumers of the outbox trials declare: a queue whose consumers have effects, one that only listens. */
export const eventsTopology = (prefix: string): Topology => ({
  prefix,
  consumers: { ledger: 'picture.stored', order: 'picture.stored' },
  retryMs: [200, 1_000, 3_000],
});
