import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choosePort, isFree } from './ports.ts';

type Service = 'mariadb' | 'redis' | 'amqp' | 'amqpDist' | 'epmd' | 'mon' | 's3' | 'edge';

/** A port of every private service, all on 127.0.0.1. */
export type Ports = Record<Service, number>;

/** What one copy of Pic-up remembers between starts, in `local.json` of its data folder. */
export type LocalState = {
  ports: Ports;
  /** Password of the private MariaDB, Redis and RabbitMQ. */
  servicePassword: string;
  sessionSecret: string;
  cdnKeyPairId: string;
  /** Undefined until the private object storage has made its user. */
  s3Keys?: { accessKeyId: string; secretAccessKey: string };
};

/**
 * Reads what this copy remembers, or makes it up at the first start. Ports that somebody else took meanwhile are
 * chosen anew, and none of `avoid` is taken. Call it when none of this copy's own services run.
 */
export async function openLocalState(dir: string, avoid: number[] = []): Promise<LocalState> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'local.json');
  const known: Partial<LocalState> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const state: LocalState = {
    ports: await freePorts(known.ports, avoid),
    servicePassword: known.servicePassword ?? randomBytes(24).toString('hex'),
    sessionSecret: known.sessionSecret ?? randomBytes(32).toString('hex'),
    cdnKeyPairId: known.cdnKeyPairId ?? `K${randomBytes(7).toString('hex').slice(1).toUpperCase()}`,
    s3Keys: known.s3Keys,
  };
  saveLocalState(dir, state);
  return state;
}

/** Writes what this copy remembers; readable by its owner alone. */
export function saveLocalState(dir: string, state: LocalState): void {
  const file = join(dir, 'local.json');
  // Renamed into place, so that a kill in the middle leaves the old one whole.
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The path of the RSA key that signs delivery URLs, made at the first call. */
export function cdnKeyFile(dir: string): string {
  const file = join(dir, 'cdn-private-key.pem');
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(`${file}.new`, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return file;
}

async function freePorts(known: Partial<Ports> = {}, avoid: number[]): Promise<Ports> {
  const taken = new Set([...avoid, ...Object.values(known)]);
  const keep = async (name: Service) => {
    const port = known[name];
    if (port !== undefined && !avoid.includes(port) && (await isFree(port, '127.0.0.1'))) return port;
    const chosen = await choosePort(taken);
    taken.add(chosen);
    return chosen;
  };
  return {
    mariadb: await keep('mariadb'),
    redis: await keep('redis'),
    amqp: await keep('amqp'),
    amqpDist: await keep('amqpDist'),
    epmd: await keep('epmd'),
    mon: await keep('mon'),
    s3: await keep('s3'),
    edge: await keep('edge'),
  };
}
