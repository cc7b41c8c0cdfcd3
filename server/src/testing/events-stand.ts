import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { createConnection } from 'mysql2/promise';
import { pino } from 'pino';
import type { EventType } from '../events/catalogue.ts';
import { record } from '../events/outbox.ts';
import { namesOf, type Topology } from '../events/topology.ts';
import { type Db, openDb } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { migrate } from '../platform/migrate.ts';
import { until, Wire } from './wire.ts';

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** A database and a corner of the broker of its own, the broker reached through a wire. */
export type EventsStand = {
  db: Db;
  wire: Wire;
  /** What relays and consumers take. */
  deps: {
    config: { AMQP_URL: string; AMQP_PREFIX: string };
    db: Db;
    log: Logger;
    metrics: Metrics;
  };
  topology: Topology;
  /** Commits one event in a transaction of its own. */
  commit: (aggregate: string, pictureId?: string) => Promise<string>;
  /** Takes messages out of a queue as they come, past the wire. */
  tap: (queue: string) => Promise<{ aggregate: string; pictureId: string; eventId: string }[]>;
  /** Sends a message straight to a queue, past the wire. */
  send: (queue: string, message: { eventId: string; version: number; content: string }) => Promise<void>;
  /** How many messages wait in a queue; none where it is not there yet. */
  waiting: (queue: string) => Promise<number>;
  removeQueue: (queue: string) => Promise<void>;
  metric: (name: string) => Promise<number>;
  close: () => Promise<void>;
};

/** @param consumers the queues there are, with the event each takes. */
export async function standUpEvents(
  consumers: Record<string, EventType> = { ledger: 'picture.stored' },
): Promise<EventsStand> {
  const { MYSQL_URL = '', AMQP_URL = '' } = process.env;
  const id = newId().toLowerCase();
  const admin = await createConnection(MYSQL_URL);
  await admin.query(`create database events_${id} character set utf8mb4`);
  const url = new URL(MYSQL_URL);
  url.pathname = `/events_${id}`;
  await migrate(url.href, migrations);
  const db = openDb({ MYSQL_URL: url.href, MYSQL_POOL: 10 });
  const wire = new Wire(AMQP_URL);
  await wire.open();
  const through = new URL(AMQP_URL);
  through.port = String(wire.port);
  const direct = await connect(AMQP_URL);
  const channel = await direct.createConfirmChannel();
  const metrics = createMetrics();
  const prefix = `test-${id}`;
  const topology: Topology = { prefix, consumers, retryMs: [20, 40, 60] };
  return {
    db,
    wire,
    topology,
    deps: {
      config: { AMQP_URL: through.href, AMQP_PREFIX: prefix },
      db,
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      metrics,
    },
    commit: async (aggregate, pictureId = newId()) => {
      const payload = { pictureId, memberId: newId() };
      await db.transact((tx) => record(tx, { type: 'picture.stored', aggregate, payload }));
      return pictureId;
    },
    tap: async (queue) => {
      const seen: { aggregate: string; pictureId: string; eventId: string }[] = [];
      await channel.consume(queue, (message) => {
        if (!message) return;
        const { messageId, headers } = message.properties;
        const { pictureId } = JSON.parse(message.content.toString());
        seen.push({ aggregate: String(headers?.aggregate), pictureId, eventId: String(messageId) });
        channel.ack(message);
      });
      return seen;
    },
    send: async (queue, { eventId, version, content }) => {
      // A queue that is only just there may refuse what comes first.
      await until(() => {
        channel.sendToQueue(queue, Buffer.from(content), {
          persistent: true,
          messageId: eventId,
          headers: { 'schema-version': version },
        });
        return channel.waitForConfirms().then(
          () => true,
          () => false,
        );
      });
    },
    waiting: async (queue) => {
      // A queue that is not there closes the channel that asked.
      const probe = await direct.createChannel();
      probe.on('error', () => undefined);
      try {
        const { messageCount } = await probe.checkQueue(queue);
        await probe.close();
        return messageCount;
      } catch {
        return 0;
      }
    },
    removeQueue: async (queue) => void (await channel.deleteQueue(queue)),
    metric: async (name) =>
      Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(await metrics.text())?.[1] ?? 0),
    close: async () => {
      await wire.cut();
      await db.close();
      const names = namesOf(prefix);
      for (const consumer of Object.keys(consumers)) {
        await channel.deleteQueue(names.queue(consumer));
        await channel.deleteQueue(names.deadQueue(consumer));
      }
      for (const ms of topology.retryMs) {
        await channel.deleteQueue(names.retry(ms));
        await channel.deleteExchange(names.retry(ms));
      }
      await channel.deleteExchange(names.events);
      await channel.deleteExchange(names.dead);
      await direct.close();
      await admin.query(`drop database events_${id}`);
      await admin.end();
    },
  };
}
