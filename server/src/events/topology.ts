import type { ConfirmChannel } from 'amqplib';
import type { Config } from '../config.ts';
import { openOnce } from './broker.ts';
import type { EventType } from './catalogue.ts';
import { routes } from './catalogue.ts';

/** Milliseconds that a message waits before its next try: the first, the second, ... and the last one ever after. */
export const RETRY_MS = [1_000, 5_000, 20_000, 60_000];

// Every return of a message counts, also that of a worker that was stopped: enough that no innocent one dies of restarts.
const DELIVERY_LIMIT = 20;

/** The broker's names of one deployment. */
export const namesOf = (prefix: string) => ({
  /** Topic exchange of all events; the routing key is the event's name. */
  events: `${prefix}.events`,
  /** Where a consumer puts what it could not do now; the routing key is its queue's name. */
  retry: (ms: number) => `${prefix}.retry.${ms}ms`,
  /** Where what can't be done ends; the routing key is the consumer's name. */
  dead: `${prefix}.dead`,
  queue: (consumer: string) => `${prefix}.${consumer}`,
  deadQueue: (consumer: string) => `${prefix}.${consumer}.dead`,
});

/** Replicated and on disk; dead letters are moved with confirms, and nothing is dropped to make room. */
const quorum = (arguments_: Record<string, string | number>) => ({
  durable: true,
  arguments: { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish', ...arguments_ },
});

/** What is declared: the names' prefix, the consumers with the event each takes, and the pauses between tries. */
export type Topology = { prefix: string; consumers: Record<string, EventType>; retryMs: number[] };

/** The product's topology under this deployment's prefix. */
export const productTopology = (config: Pick<Config, 'AMQP_PREFIX'>): Topology => ({
  prefix: config.AMQP_PREFIX,
  consumers: routes,
  retryMs: RETRY_MS,
});

/** Declares exchanges, queues and bindings; a repeat changes nothing. */
export async function declareTopology(
  channel: ConfirmChannel,
  { prefix, consumers, retryMs }: Topology,
): Promise<void> {
  const names = namesOf(prefix);
  await channel.assertExchange(names.events, 'topic', { durable: true });
  await channel.assertExchange(names.dead, 'direct', { durable: true });
  for (const ms of retryMs) {
    // The default exchange brings it back by its routing key, the name of the consumer's queue.
    const deadLetters = { 'x-dead-letter-exchange': '', 'x-dead-letter-strategy': 'at-least-once' };
    await channel.assertExchange(names.retry(ms), 'fanout', { durable: true });
    await channel.assertQueue(names.retry(ms), quorum({ 'x-message-ttl': ms, ...deadLetters }));
    await channel.bindQueue(names.retry(ms), names.retry(ms), '');
  }
  for (const [consumer, event] of Object.entries(consumers)) {
    await channel.assertQueue(names.deadQueue(consumer), quorum({}));
    await channel.bindQueue(names.deadQueue(consumer), names.dead, consumer);
    await channel.assertQueue(
      names.queue(consumer),
      quorum({
        'x-dead-letter-exchange': names.dead,
        'x-dead-letter-routing-key': consumer,
        'x-dead-letter-strategy': 'at-least-once',
        'x-delivery-limit': DELIVERY_LIMIT,
      }),
    );
    await channel.bindQueue(names.queue(consumer), names.events, event);
  }
}

/**
 * Declares the product's topology once, for the set-up command.
 * @throws Error where the broker is away or holds queues of the same names made otherwise.
 */
export async function setUpBroker(config: Pick<Config, 'AMQP_URL' | 'AMQP_PREFIX'>): Promise<void> {
  const broker = await openOnce(config, 'setup');
  try {
    await declareTopology(broker.channel, productTopology(config));
  } finally {
    await broker.close();
  }
}
