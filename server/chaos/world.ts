import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { routes } from '../src/events/catalogue.ts';
import { namesOf, RETRY_MS, setUpBroker } from '../src/events/topology.ts';
import { openPlace, type Place } from '../src/testing/place.ts';
import { freePort, until } from '../src/testing/wire.ts';
import type { Dice } from './dice.ts';
import { FaultStore } from './fault-store.ts';
import { FaultWire } from './fault-wire.ts';
import { OwnRedis } from './own-redis.ts';
import { launch, Program, type Role } from './program.ts';

const services = ['mysql', 'redis', 'amqp', 's3'] as const;
/** What processes lean on. */
export type Service = (typeof services)[number];
const groups = ['api', 'relay', 'worker'] as const;
/** Processes that share their wires; the batch is with the relays. */
export type Group = (typeof groups)[number];

/** Wires of one group of processes, and the store's front behind the last of them. */
type Lines = { wires: Record<Service, FaultWire>; store: FaultStore };

/** The product as it would run, in a place of its own, with everything between its parts breakable. */
export type World = {
  /** Reaches the services past all wires. */
  place: Place;
  redis: OwnRedis;
  programs: Program[];
  lines: Record<Group, Lines>;
  /** The clients' own way to the store, where their upload URLs lead. */
  clientLines: Lines;
  /** Each API as its clients reach it. */
  apis: { url: string; wire: FaultWire }[];
  /** What should never have happened, in the order it did. */
  findings: string[];
  /** Milliseconds that its processes took to be ready: how fast the machine is today. */
  startMs: number;
  /** Runs the deletion batch once; answers its exit code, null where it was killed. */
  runBatch: (killAfterMs?: number) => Promise<number | null>;
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
  envOf?: (name: string, role: Role) => Record<string, string>;
  /** Called when an armed failpoint killed a process. */
  onOwnKill?: (name: string) => void;
};

/** @param given the services' variables, as measure.ts hands them on. */
export async function openWorld(given: Record<string, string>, options: WorldOptions): Promise<World> {
  const { dice, count } = options;
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
  const logs = join(import.meta.dirname, '..', '..', 'test-results', 'chaos', options.name);
  rmSync(logs, { recursive: true, force: true });

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
  const apis: World['apis'] = [];
  for (const group of groups)
    for (let n = 1; n <= count[group]; n += 1) {
      const name = `${group}-${n}`;
      const own: Record<string, string> = {};
      if (group === 'api') {
        own.PORT = String(await freePort());
        const wire = await new FaultWire(`http://127.0.0.1:${own.PORT}`).open();
        apis.push({ url: `http://127.0.0.1:${wire.port}`, wire });
      }
      const { onOwnKill } = options;
      programs.push(
        new Program({
          name,
          role: group,
          env: () => ({ ...envOf(group), ...own, ...options.envOf?.(name, group) }),
          log: join(logs, `${name}.log`),
          ...(onOwnKill && { onOwnKill: () => onOwnKill(name) }),
          onFinding: (finding) => void findings.push(finding),
        }),
      );
    }

  await until(() => programs.every((program) => program.isUp), 120_000);
  const startMs = performance.now() - began;

  return {
    place,
    redis,
    programs,
    lines,
    clientLines,
    apis,
    findings,
    startMs,
    runBatch: async (killAfterMs) => {
      const env = () => ({ ...envOf('relay'), ...options.envOf?.('batch', 'batch') });
      const child = launch({ role: 'batch', env, log: join(logs, 'batch.log') });
      const kill =
        killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      await once(child, 'exit');
      clearTimeout(kill);
      if (child.signalCode === 'SIGKILL' && options.onOwnKill) options.onOwnKill('batch');
      return child.exitCode;
    },
    close: async () => {
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
    },
  };
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
