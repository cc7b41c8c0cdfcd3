import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { routes } from '../src/events/catalogue.ts';
import { namesOf, RETRY_MS, setUpBroker } from '../src/events/topology.ts';
import { openPlace, type Place } from '../src/testing/place.ts';
import { freePort } from '../src/testing/wire.ts';
import { buildWhole } from './build-whole.ts';
import type { Dice } from './dice.ts';
import { FaultStore } from './fault-store.ts';
import { FaultWire } from './fault-wire.ts';
import type { Breakable } from './faults.ts';
import { logsOf } from './logs.ts';
import { OwnRedis } from './own-redis.ts';
import { allUp, launch, Program } from './program.ts';

const groups = ['api', 'relay', 'worker'] as const;
/** Processes that share their wires; the batch is with the relays. */
export type Group = (typeof groups)[number];
/** The product's processes, as their files are named. */
export type Role = Group | 'batch';

/** Wires of one group of processes, and the store's front behind the last of them. */
type Lines = { wires: Record<'mysql' | 'redis' | 'amqp' | 's3', FaultWire>; store: FaultStore };

/** The product as it would run, in a place of its own, with everything between its parts breakable. */
export type World = {
  /** Reaches the services past all wires. */
  place: Place;
  parts: Breakable & { redis: OwnRedis; runBatch: NonNullable<Breakable['runBatch']> };
  lines: Record<Group, Lines>;
  /** Each API as its clients reach it. */
  apis: { url: string }[];
  /** What should never have happened, in the order it did. */
  findings: string[];
  /** Milliseconds that its processes took to be ready: how fast the machine is today. */
  startMs: number;
  /** Ends every process and leaves nothing behind. */
  close: () => Promise<void>;
};

/** How a world is made. */
export type WorldOptions = {
  /** Names the logs' folder. */
  name: string;
  dice: Dice;
  /** Processes of each role. */
  count: Record<Group, number>;
  env?: Record<string, string>;
  /** What a process is told beside all others, at each of its starts. */
  envOf?: (role: Role) => Record<string, string>;
  /** Told of each armed failpoint that killed a process. */
  onFailpoint?: (failpoint: string) => void;
};

/**
 * @param given the services' variables, as measure.ts hands them on.
 * @throws Error where a process does not come up; what was begun is undone.
 */
export async function openWorld(
  given: Record<string, string | undefined>,
  options: WorldOptions,
): Promise<World> {
  const { dice, count } = options;
  const dist = await buildWhole();
  const redis = await OwnRedis.start();
  const place = await openPlace(
    { ...given, REDIS_URL: redis.url },
    { bucket: true, env: { LIMIT_LOOPBACK_PER_MINUTE: '1000000', LOG_LEVEL: 'silent', ...options.env } },
  );
  await setUpBroker(place.config);
  const openLines = async (): Promise<Lines> => {
    const store = await new FaultStore(place.env.S3_ENDPOINT ?? '', () => dice.next()).open();
    const wire = (url: string | undefined) => new FaultWire(url ?? '').open();
    const { MYSQL_URL, AMQP_URL } = place.env;
    const [mysql, cache, amqp, s3] = await Promise.all([MYSQL_URL, redis.url, AMQP_URL, store.url].map(wire));
    if (!mysql || !cache || !amqp || !s3) throw new Error('A wire is missing.');
    return { store, wires: { mysql, redis: cache, amqp, s3 } };
  };
  const lines = { api: await openLines(), relay: await openLines(), worker: await openLines() };
  const clientLines = await openLines();
  const logs = logsOf(options.name);

  const envOf = (group: Group): Record<string, string> => {
    const { wires } = lines[group];
    return {
      ...place.env,
      MYSQL_URL: wires.mysql.through(place.env.MYSQL_URL ?? ''),
      REDIS_URL: wires.redis.through(redis.url),
      AMQP_URL: wires.amqp.through(place.env.AMQP_URL ?? ''),
      S3_ENDPOINT: wires.s3.through(place.env.S3_ENDPOINT ?? ''),
      S3_PUBLIC_ENDPOINT: clientLines.wires.s3.through(place.env.S3_ENDPOINT ?? ''),
      WORKER_CONCURRENCY: '1',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
    };
  };
  const findings: string[] = [];
  const began = performance.now();
  const programs: Program[] = [];
  const apis: { url: string; wire: FaultWire }[] = [];
  for (const group of groups)
    for (let n = 1; n <= count[group]; n += 1) {
      const name = `${group}-${n}`;
      const own: Record<string, string> = {};
      if (group === 'api') {
        own.PORT = String(await freePort());
        const wire = await new FaultWire(`http://127.0.0.1:${own.PORT}`).open();
        apis.push({ url: `http://127.0.0.1:${wire.port}`, wire });
      }
      const { onFailpoint } = options;
      programs.push(
        new Program({
          name,
          role: group,
          command: [join(dist, `${group}.js`)],
          env: () => ({ ...envOf(group), ...own, ...options.envOf?.(group) }),
          log: join(logs, `${name}.log`),
          ...(onFailpoint && { onFailpoint }),
          onFinding: (finding) => void findings.push(finding),
        }),
      );
    }

  const runBatch = async (killAfterMs?: number) => {
    const env = () => ({ ...envOf('relay'), ...options.envOf?.('batch') });
    const child = launch(
      { role: 'batch', command: [join(dist, 'batch.js')], env, log: join(logs, 'batch.log') },
      { ready: () => undefined, failpoint: (name) => options.onFailpoint?.(name) },
    );
    const kill = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    await once(child, 'close');
    clearTimeout(kill);
    return child.exitCode;
  };
  const parts = {
    programs,
    wires: groups.flatMap((group) =>
      Object.entries(lines[group].wires).map(([service, wire]) => ({ name: `${group}-${service}`, wire })),
    ),
    clientWires: [clientLines.wires.s3, ...apis.map(({ wire }) => wire)],
    stores: [...Object.values(lines), clientLines].map(({ store }) => store),
    redis,
    runBatch,
  };

  const close = async () => {
    await Promise.all(programs.map((program) => program.end()));
    const all = [...Object.values(lines), clientLines];
    await Promise.all([
      ...apis.map(({ wire }) => wire.close()),
      ...all.flatMap(({ wires }) => Object.values(wires).map((wire) => wire.close())),
    ]);
    await Promise.all(all.map(({ store }) => store.close()));
    await removeQueues(place);
    await place.close();
    await redis.stop();
  };
  try {
    await allUp(programs, findings);
  } catch (error) {
    await close();
    throw error;
  }
  return { place, parts, lines, apis, findings, startMs: performance.now() - began, close };
}

async function removeQueues({ env }: Place): Promise<void> {
  const connection = await connect(env.AMQP_URL ?? '');
  const channel = await connection.createChannel();
  const names = namesOf(env.AMQP_PREFIX ?? '');
  for (const consumer of Object.keys(routes)) {
    await channel.deleteQueue(names.queue(consumer));
    await channel.deleteQueue(names.deadQueue(consumer));
  }
  for (const ms of RETRY_MS) {
    await channel.deleteQueue(names.retry(ms));
    await channel.deleteExchange(names.retry(ms));
  }
  await channel.deleteExchange(names.events);
  await channel.deleteExchange(names.dead);
  await connection.close();
}

/** Messages that wait in the product's queues, and those among its dead letters. */
export async function countMessages({ env }: Place): Promise<{ waiting: number; dead: number }> {
  const connection = await connect(env.AMQP_URL ?? '');
  try {
    const channel = await connection.createChannel();
    const names = namesOf(env.AMQP_PREFIX ?? '');
    const count = async (queues: string[]) => {
      let sum = 0;
      for (const queue of queues) sum += (await channel.checkQueue(queue)).messageCount;
      return sum;
    };
    const consumers = Object.keys(routes);
    return {
      waiting: await count([...consumers.map(names.queue), ...RETRY_MS.map(names.retry)]),
      dead: await count(consumers.map(names.deadQueue)),
    };
  } finally {
    await connection.close();
  }
}
