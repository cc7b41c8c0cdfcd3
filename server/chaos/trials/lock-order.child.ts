import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { createLogger } from '../../src/platform/log.ts';
import { abandonUploads } from '../../src/upload/abandon-uploads.ts';
import { requestUploads } from '../../src/upload/request-uploads.ts';
import { changeUsage, lockUsage } from '../../src/usage/usage.ts';
import { takeOrders } from '../child.ts';

const config = readConfig();
const deps = openDeps(config, createLogger('trial', 'fatal'));

/** One transaction, in nanoseconds of the machine's clock, which all its processes share. */
type Span = { memberId: string; begun: number; committed: number };

const operation = new AsyncLocalStorage<Span>();
const spans: Span[] = [];
const releases: { memberId: string; at: number }[] = [];
const committing = new WeakMap<object, Span>();
const clock = () => Number(process.hrtime.bigint());
const isTrace = (message: unknown): message is { query?: unknown; args?: unknown } =>
  typeof message === 'object' && message !== null;

const queries = tracingChannel('mysql2:query');
queries.start.subscribe((message) => {
  const span = operation.getStore();
  if (!span || !isTrace(message)) return;
  if (message.query === 'START TRANSACTION') span.begun = clock();
  if (message.query === 'COMMIT') committing.set(message, { ...span });
});
// COMMIT is answered: until then the transaction may still be undone.
queries.asyncStart.subscribe((message) => {
  const span = isTrace(message) ? committing.get(message) : undefined;
  if (span) spans.push({ ...span, committed: clock() });
});
tracingChannel('ioredis:command').start.subscribe((message) => {
  if (!isTrace(message) || !Array.isArray(message.args)) return;
  const [channel, memberId] = message.args.slice(-2).map(String);
  if (memberId && channel?.includes('lock-free:')) releases.push({ memberId, at: clock() });
});

const trace = z.object({
  people: z.array(z.object({ memberId: z.string(), albumId: z.string() })),
  operations: z.number(),
  inside: z.boolean(),
});
const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 1 };
const AT_ONCE = 9;

/** One operation of the product: it asks for a ticket, or gives one back. */
async function operate(person: { memberId: string; albumId: string }, open: string[]): Promise<void> {
  const viewer = { memberId: person.memberId, sessionId: '', familyId: '' };
  const ticketId = open.pop();
  if (ticketId) await abandonUploads(deps, viewer, [ticketId]);
  else {
    const { answers } = await requestUploads(deps, viewer, person.albumId, [file]);
    for (const answer of answers) if ('ticket' in answer) open.push(answer.ticket.id);
  }
}

/** The mistake: the lock inside the transaction, and so given back before its COMMIT. */
function operateInside({ memberId }: { memberId: string }): Promise<void> {
  return deps.db.transact(async (tx) => {
    await deps.locks.run(memberId, async () => {
      await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
      await changeUsage(tx, memberId, { reservedBytes: 1 }, config.STORAGE_LIMIT_BYTES);
    });
    await tx.execute('select sleep(0.002)');
  });
}

/** How often work of this process went on without its lock, because Redis did not answer in time. */
async function unlocked(): Promise<number> {
  const counters = ['lock_degraded_total', 'lock_lost_total'].map((name) => deps.metrics.counter(name, ''));
  const counts = await Promise.all(counters.map((counter) => counter.get()));
  return counts.flatMap(({ values }) => values).reduce((sum, { value }) => sum + value, 0);
}

takeOrders(
  {
    trace: async (given) => {
      const { people, operations, inside } = trace.parse(given);
      const open = people.map((): string[] => []);
      let left = operations;
      const lane = async () => {
        while (left > 0) {
          left -= 1;
          const which = Math.floor(Math.random() * people.length);
          const [person, tickets] = [people[which], open[which]];
          if (!person || !tickets) throw new Error('There is nobody to act.');
          await operation.run({ memberId: person.memberId, begun: 0, committed: 0 }, () =>
            inside ? operateInside(person) : operate(person, tickets),
          );
        }
      };
      spans.length = 0;
      releases.length = 0;
      const before = await unlocked();
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      // The last lock is given back after its answer.
      await delay(100);
      return { spans, releases, unlocked: (await unlocked()) - before };
    },
  },
  deps.close,
);
