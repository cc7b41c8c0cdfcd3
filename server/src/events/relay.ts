import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { Bell } from '../platform/bell.ts';
import type { Db } from '../platform/db.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type BrokerSession, keepConnected } from './broker.ts';
import { BrokerLost, type ConfirmedPublisher } from './confirmed-publisher.ts';
import type { OutboxEventRow } from './outbox.table.ts';
import {
  claimPartition,
  type Lease,
  preparePartitions,
  type Refusal,
  readBacklog,
  readBatch,
  settleBatch,
} from './partition.ts';
import { declareTopology, namesOf, productTopology, type Topology } from './topology.ts';

/** A running relay. */
export type Relay = {
  /** Looks at the outbox now instead of at the next half second. */
  wake: () => void;
  /** Ends after what is being sent, and gives its leases back. */
  stop: () => Promise<void>;
};

type Sender = { publisher: ConfirmedPublisher; session: BrokerSession; repair: () => Promise<void> };

const POLL_MS = 500;
const CONFIRM_MS = 5_000;
const LANES = 4;
// A lease is left before it ends: what is under way then is confirmed while it is still ours.
const LEASE_MARGIN_MS = CONFIRM_MS + 500;

/**
 * Sends what stands in the outbox for as long as the process lives: in order within each aggregate, at least once, with
 * any number of relays side by side. While the broker is away it waits, and holds no database connection while it waits
 * for an answer.
 * @param topology what stands ready before anything is sent.
 */
export function startRelay(
  deps: { config: Pick<Config, 'AMQP_URL' | 'AMQP_PREFIX'>; db: Db; log: Logger; metrics: Metrics },
  topology: Topology = productTopology(deps.config),
): Relay {
  const { config, db, log, metrics } = deps;
  const owner = newId();
  const bell = new Bell();
  const exchange = namesOf(topology.prefix).events;
  let sender: Sender | undefined;
  let stopping = false;
  const sent = metrics.counter('outbox_sent_total', 'Events that the broker took');
  const refusals = metrics.counter('outbox_refused_total', 'Events that the broker returned or refused');
  const fenced = metrics.counter(
    'outbox_fenced_total',
    'Batches that another relay had taken over meanwhile',
  );
  const confirmed = metrics.histogram('outbox_confirm_seconds', 'Time from sending a batch to its confirms');

  const link = keepConnected(config, {
    name: 'relay',
    log,
    begin: async (session) => {
      const { channel, publisher } = await session.openChannel();
      const repair = () => declareTopology(channel, topology);
      await repair();
      const mine: Sender = { publisher, session, repair };
      sender = mine;
      session.ended.addEventListener('abort', () => {
        if (sender === mine) sender = undefined;
      });
      bell.ring();
    },
  });

  /** Sends one aggregate's events one after the other: a later one must not overtake one that was refused. */
  async function sendChain(chain: OutboxEventRow[], { publisher }: Sender, late: Promise<never>) {
    const taken: OutboxEventRow[] = [];
    for (const row of chain) {
      const sending = publisher.send({
        exchange,
        routingKey: row.type,
        messageId: row.eventId,
        type: row.type,
        headers: { aggregate: row.aggregate, 'schema-version': row.schemaVersion, recorded: row.createdAt },
        content: Buffer.from(row.payload),
      });
      try {
        const verdict = await Promise.race([sending, late]);
        if (verdict.outcome !== 'taken') return { taken, refused: { row, reason: verdict.reason } };
        taken.push(row);
      } catch (error) {
        if (error instanceof BrokerLost) return { taken };
        throw error;
      }
    }
    return { taken };
  }

  async function sendBatch(rows: OutboxEventRow[], by: Sender, lease: Lease) {
    const chains = Map.groupBy(rows, (row) => row.aggregate);
    const { promise: late, reject } = Promise.withResolvers<never>();
    late.catch(() => undefined);
    const patience = Math.min(CONFIRM_MS, lease.endsAt - performance.now() - 500);
    const timer = setTimeout(() => {
      by.session.abandon('no confirm in time');
      reject(new BrokerLost('No confirm in time.'));
    }, patience);
    const observe = confirmed.startTimer();
    try {
      const results = await Promise.all([...chains.values()].map((chain) => sendChain(chain, by, late)));
      observe();
      const refused: Refusal[] = results.flatMap((result) => (result.refused ? [result.refused] : []));
      return { taken: results.flatMap((result) => result.taken), refused };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends what one share holds, as far as the lease and the broker allow. Answers whether anything moved. */
  async function drain(part: number, blocked: string[]): Promise<boolean> {
    const lease = await claimPartition(db, part, owner);
    if (!lease) return false;
    await failpoint('relay.afterClaim');
    let moved = false;
    for (let keep = true; keep; ) {
      const by = sender;
      const { rows, more } = await readBatch(db, lease, blocked);
      await failpoint('relay.afterRead');
      const batch = by && rows.length > 0 ? await sendBatch(rows, by, lease) : { taken: [], refused: [] };
      await failpoint('relay.afterConfirm');
      keep =
        more && !stopping && batch.taken.length > 0 && lease.endsAt - performance.now() > LEASE_MARGIN_MS;
      if (!(await settleBatch(db, lease, { ...batch, keep }))) {
        fenced.inc();
        return true;
      }
      await failpoint('relay.afterSettle');
      sent.inc(batch.taken.length);
      moved ||= batch.taken.length > 0;
      if (batch.refused.length > 0) await onRefusals(batch.refused, by);
    }
    return moved;
  }

  async function onRefusals(refused: Refusal[], by: Sender | undefined): Promise<void> {
    refusals.inc(refused.length);
    for (const { row, reason } of refused)
      log.error(
        { eventId: row.eventId, type: row.type, attempts: row.attempts + 1, reason },
        'Event refused by the broker',
      );
    // Somebody may have removed a queue or a binding: put it back before the next try.
    await by?.repair().catch((error: unknown) => log.warn({ err: error }, 'Queues could not be declared'));
  }

  async function pass(): Promise<boolean> {
    const { parts, blocked } = await readBacklog(db);
    // Each relay begins elsewhere, so that two of them do not run after the same leases.
    parts.sort(() => Math.random() - 0.5);
    let moved = false;
    const lane = async () => {
      for (let part = parts.pop(); part !== undefined && sender && !stopping; part = parts.pop())
        if (await drain(part, blocked)) moved = true;
    };
    // Every lane ends before a failure of one is told: the next pass must not meet a lane of this one.
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const result of lanes) if (result.status === 'rejected') throw result.reason;
    return moved;
  }

  async function run(): Promise<void> {
    let prepared = false;
    while (!stopping) {
      bell.arm();
      try {
        if (!prepared) await preparePartitions(db);
        prepared = true;
        if (sender && (await pass())) continue;
      } catch (error) {
        log.warn({ err: error }, 'The relay could not read or mark the outbox');
        await delay(POLL_MS);
      }
      await bell.wait(POLL_MS * (0.75 + Math.random() / 2));
    }
  }

  const running = run();
  return {
    wake: () => bell.ring(),
    stop: async () => {
      stopping = true;
      bell.ring();
      await running;
      await link.close();
    },
  };
}
