import { join } from 'node:path';
import { connect } from 'amqplib';
import { sql } from 'drizzle-orm';
import { declareTopology, namesOf } from '../src/events/topology.ts';
import { openPlace, type Place } from '../src/testing/place.ts';
import { buildWhole } from './build-whole.ts';
import { eventsTopology } from './events-topology.ts';
import { FaultWire } from './fault-wire.ts';
import { logsOf } from './logs.ts';
import { allUp, Program } from './program.ts';

/** A message as it came out of the broker. */
export type Heard = { aggregate: string; pictureId: string };

/** Relays and consumers as processes, in a place of their own, each group behind wires. */
export type EventsPlace = {
  place: Place;
  programs: Program[];
  wires: { name: string; wire: FaultWire }[];
  /** What should never have happened. */
  findings: string[];
  /** Milliseconds that the processes took to be ready. */
  startMs: number;
  /** Tells of each message in the order they came, past all wires. */
  listen: (hear: (message: Heard) => void) => Promise<void>;
  /** Messages among the dead letters. */
  countDead: () => Promise<number>;
  close: () => Promise<void>;
};

/**
 * @param name of the logs' folder. @param count processes of each role.
 * @throws Error where a process does not come up; what was begun is undone.
 */
export async function openEventsPlace(
  services: Record<string, string | undefined>,
  name: string,
  count: { relay: number; consumer: number },
): Promise<EventsPlace> {
  const dist = await buildWhole();
  const place = await openPlace(services, { env: { LOG_LEVEL: 'silent' } });
  const { env, deps } = place;
  await deps.db.execute(
    sql`create table chaos_done (id bigint unsigned auto_increment primary key, picture_id char(26) character set ascii not null)`,
  );
  const connection = await connect(env.AMQP_URL ?? '');
  const channel = await connection.createConfirmChannel();
  await declareTopology(channel, eventsTopology(env.AMQP_PREFIX ?? ''));
  const logs = logsOf(name);
  const wires: EventsPlace['wires'] = [];
  const programs: Program[] = [];
  const began = performance.now();
  const findings: string[] = [];
  for (const role of ['relay', 'consumer'] as const) {
    const mysql = await new FaultWire(env.MYSQL_URL ?? '').open();
    const amqp = await new FaultWire(env.AMQP_URL ?? '').open();
    wires.push({ name: `${role}-mysql`, wire: mysql }, { name: `${role}-amqp`, wire: amqp });
    const through = {
      MYSQL_URL: mysql.through(env.MYSQL_URL ?? ''),
      AMQP_URL: amqp.through(env.AMQP_URL ?? ''),
    };
    for (let n = 1; n <= count[role]; n += 1)
      programs.push(
        new Program({
          name: `${role}-${n}`,
          role,
          command: [join(dist, 'outbox.child.js'), role],
          env: () => ({ ...env, ...through }),
          log: join(logs, `${role}-${n}.log`),
          onFinding: (finding) => void findings.push(finding),
        }),
      );
  }
  const names = namesOf(env.AMQP_PREFIX ?? '');
  const close = async () => {
    await Promise.all(programs.map((program) => program.end()));
    await Promise.all(wires.map(({ wire }) => wire.close()));
    const { consumers, retryMs } = eventsTopology(env.AMQP_PREFIX ?? '');
    for (const consumer of Object.keys(consumers)) {
      await channel.deleteQueue(names.queue(consumer));
      await channel.deleteQueue(names.deadQueue(consumer));
    }
    for (const ms of retryMs) {
      await channel.deleteQueue(names.retry(ms));
      await channel.deleteExchange(names.retry(ms));
    }
    await channel.deleteExchange(names.events);
    await channel.deleteExchange(names.dead);
    await connection.close();
    await place.close();
  };
  try {
    await allUp(programs, findings);
  } catch (error) {
    await close();
    throw error;
  }
  const startMs = performance.now() - began;
  return {
    place,
    programs,
    wires,
    findings,
    startMs,
    listen: async (hear) => {
      await channel.consume(
        names.queue('order'),
        (message) => {
          if (!message) return;
          const { pictureId } = JSON.parse(message.content.toString());
          hear({ aggregate: String(message.properties.headers?.aggregate), pictureId });
        },
        { noAck: true },
      );
    },
    countDead: async () => (await channel.checkQueue(names.deadQueue('ledger'))).messageCount,
    close,
  };
}
