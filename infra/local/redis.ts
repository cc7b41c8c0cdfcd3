import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRedis } from './check-services.ts';
import type { Place, Service } from './place.ts';

/** Starts a Redis of our own on the loopback address, which keeps what it holds over a restart. */
export async function startRedis({ dir, state, group }: Place): Promise<Service> {
  const folder = join(dir, 'redis');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const conf = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${state.ports.redis}`,
    `requirepass ${state.servicePassword}`,
    `dir "${folder}"`,
    'appendonly yes',
    'save ""',
    'daemonize no',
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`, { mode: 0o600 });
  const server = group.supervise({ name: 'redis', file: 'redis-server', args: [conf], env: process.env });
  const url = `redis://:${state.servicePassword}@127.0.0.1:${state.ports.redis}`;
  return {
    ready: async () => {
      await server.ready(async () => (await checkRedis(url)) === undefined);
      return { REDIS_URL: url };
    },
  };
}
