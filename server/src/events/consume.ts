import { setTimeout as delay } from 'node:timers/promises';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Config } from '../config.ts';
import type { Db } from '../platform/db.ts';
import { toAppError } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { type BrokerSession, keepConnected } from './broker.ts';
import type { ConfirmedPublisher } from './confirmed-publisher.ts';
import { type Consumer, Unreadable } from './consumer.ts';
import { numberIn, plainHeaders } from './message.ts';
import { declareTopology, namesOf, RETRY_MS } from './topology.ts';

/** Consumers at work. */
export type Consumers = {
  /** Takes nothing new, lets what is at work finish for a while, and leaves the rest to be delivered again. */
  stop: () => Promise<void>;
};

/** A failure that the next try will most likely meet too. */
class OwnFault extends Error {
  override name = 'OwnFault';
}

type Line = { channel: ConfirmChannel; publisher: ConfirmedPublisher; session: BrokerSession };

// Tries of a message that fails for its own reasons; while a service is away tries are not counted.
const MAX_FAILURES = 5;
const DRAIN_MS = 10_000;

/**
 * Runs consumers for as long as the process lives, whenever the broker is there. A message is acknowledged after its effect
 * is committed; one that fails comes back after a growing pause, and after five failures of its own it goes to the
 * consumer's dead letters.
 * @param retryMs the pauses between tries.
 */
export function startConsumers(
  deps: { config: Pick<Config, 'AMQP_URL' | 'AMQP_PREFIX'>; db: Db; log: Logger; metrics: Metrics },
  consumers: Consumer[],
  retryMs: number[] = RETRY_MS,
): Consumers {
  const { config, db, log, metrics } = deps;
  const names = namesOf(config.AMQP_PREFIX);
  const stopping = new AbortController();
  const atWork = new Set<Promise<void>>();
  const listening = new Set<() => Promise<unknown>>();
  const handled = metrics.counter('events_handled_total', 'Deliveries by what became of them', [
    'consumer',
    'end',
  ]);
  const took = metrics.histogram('events_handle_seconds', 'Time a consumer worked on a delivery', [
    'consumer',
  ]);

  /** Puts a message elsewhere, and only then lets go of it. */
  async function moveTo(
    { channel, publisher }: Line,
    message: ConsumeMessage,
    to: { exchange: string; routingKey: string; headers: Record<string, string | number> },
  ): Promise<void> {
    const verdict = await publisher.send({
      exchange: to.exchange,
      routingKey: to.routingKey,
      messageId: String(message.properties.messageId),
      type: String(message.properties.type),
      headers: { ...plainHeaders(message), ...to.headers },
      content: message.content,
    });
    await failpoint('consume.afterMove');
    if (verdict.outcome === 'taken') channel.ack(message);
    else {
      log.error({ reason: verdict.reason, ...to }, 'A message could not be put aside');
      await delay(1_000, undefined, { ref: false });
      channel.nack(message, false, true);
    }
  }

  async function bury(
    consumer: Consumer,
    line: Line,
    message: ConsumeMessage,
    error: unknown,
  ): Promise<void> {
    log.error(
      { consumer: consumer.name, eventId: message.properties.messageId, err: error },
      'Event put to the dead letters',
    );
    handled.inc({ consumer: consumer.name, end: 'dead' });
    const reason = error instanceof Error ? error.message : String(error);
    await moveTo(line, message, {
      exchange: names.dead,
      routingKey: consumer.name,
      headers: { 'x-error': reason.slice(0, 500), 'x-failures': 0, 'x-tries': 0 },
    });
  }

  async function retryLater(
    consumer: Consumer,
    line: Line,
    message: ConsumeMessage,
    error: unknown,
  ): Promise<void> {
    const own = !isPassing(error);
    const tries = numberIn(message, 'x-tries') + 1;
    const failures = numberIn(message, 'x-failures') + (own ? 1 : 0);
    if (failures >= MAX_FAILURES) return bury(consumer, line, message, error);
    const pause = retryMs[Math.min(tries, retryMs.length) - 1] ?? 1_000;
    log.warn(
      { consumer: consumer.name, eventId: message.properties.messageId, tries, pause, err: error },
      'Event to be tried again',
    );
    handled.inc({ consumer: consumer.name, end: 'retried' });
    await moveTo(line, message, {
      exchange: names.retry(pause),
      routingKey: names.queue(consumer.name),
      headers: { 'x-tries': tries, 'x-failures': failures },
    });
  }

  async function handle(consumer: Consumer, line: Line, message: ConsumeMessage): Promise<void> {
    const limit = AbortSignal.timeout(consumer.limitSeconds * 1_000);
    const signal = AbortSignal.any([limit, stopping.signal]);
    const observe = took.startTimer({ consumer: consumer.name });
    try {
      const end = await untilAborted(consumer.handle(db, deliveryOf(message), signal), signal);
      await failpoint('consume.beforeAck');
      observe();
      handled.inc({ consumer: consumer.name, end });
      line.channel.ack(message);
    } catch (error) {
      // Not acknowledged: the broker gives it to somebody else when this process has hung up.
      if (stopping.signal.aborted) return;
      // Its own time limit looks like a service's time-out, but is the message's fault.
      const failure = limit.aborted
        ? new OwnFault(`Took longer than ${consumer.limitSeconds} s.`, { cause: error })
        : error;
      if (failure instanceof Unreadable) await bury(consumer, line, message, failure);
      else await retryLater(consumer, line, message, failure);
    }
  }

  async function listen(consumer: Consumer, session: BrokerSession): Promise<void> {
    const { channel, publisher } = await session.openChannel();
    const line: Line = { channel, publisher, session };
    await channel.prefetch(consumer.prefetch);
    const { consumerTag } = await channel.consume(names.queue(consumer.name), (message) => {
      // Null: the queue was removed under us. A fresh session declares it again.
      if (!message) return session.abandon('queue removed');
      const work = handle(consumer, line, message)
        // Whatever could neither be done nor put aside goes back with the session it came from.
        .catch((error: unknown) => session.abandon(error instanceof Error ? error.message : 'unknown'))
        .finally(() => atWork.delete(work));
      atWork.add(work);
    });
    const cancel = () => channel.cancel(consumerTag).catch(() => undefined);
    listening.add(cancel);
    session.ended.addEventListener('abort', () => listening.delete(cancel));
  }

  const link = keepConnected(config, {
    name: 'consumers',
    log,
    begin: async (session) => {
      const { channel } = await session.openChannel();
      const queues = Object.fromEntries(consumers.map(({ name, event }) => [name, event]));
      await declareTopology(channel, { prefix: config.AMQP_PREFIX, consumers: queues, retryMs });
      for (const consumer of consumers) await listen(consumer, session);
    },
  });

  return {
    stop: async () => {
      await Promise.all([...listening].map((cancel) => cancel()));
      const done = Promise.all(atWork);
      await Promise.race([done, delay(DRAIN_MS, undefined, { ref: false })]);
      stopping.abort(new Error('The process is stopping.'));
      await done;
      await link.close();
    },
  };
}

const deliveryOf = (message: ConsumeMessage) => ({
  eventId: String(message.properties.messageId),
  schemaVersion: numberIn(message, 'schema-version'),
  content: message.content.toString('utf8'),
  failures: numberIn(message, 'x-failures'),
});

// A service behind us is away or asks for another try; the message is not to blame.
function isPassing(error: unknown): boolean {
  if (error instanceof OwnFault) return false;
  const code = toAppError(error)?.code;
  return code === 'BUSY' || code === 'UNAVAILABLE';
}

/** Work that ignores its signal must not hold the line: it is left alone, and its try counts as failed. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = () => reject(signal.reason);
  if (signal.aborted) give();
  else signal.addEventListener('abort', give, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', give));
}
