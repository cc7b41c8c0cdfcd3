import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAmqp } from './check-services.ts';
import { madeOnce } from './made-once.ts';
import type { Place, Service } from './place.ts';
import { Trouble } from './terminal.ts';

const INSTALLED = '/usr/lib/rabbitmq/lib';
const LOOPBACK_ONLY = '-kernel inet_dist_use_interface {127,0,0,1}';
const NO_BUSY_WAITING = '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none';

/** Starts a RabbitMQ of our own on the loopback address, with the Erlang port mapper that it needs. */
export async function startRabbitmq({ dir, state, group }: Place): Promise<Service> {
  const folder = join(dir, 'rabbitmq');
  // The first start makes the user; one that was interrupted may have made none, so it counts once it has answered.
  const complete = madeOnce(folder);
  mkdirSync(join(folder, 'home'), { recursive: true, mode: 0o700 });
  const { ports, servicePassword } = state;
  const conf = [
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'default_user = picup',
    `default_pass = ${servicePassword}`,
    'log.console = true',
    'log.file = false',
    'vm_memory_high_watermark.absolute = 512MB',
    'disk_free_limit.absolute = 50MB',
  ];
  writeFileSync(join(folder, 'rabbitmq.conf'), `${conf.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  const cookie = join(folder, 'home', '.erlang.cookie');
  if (!existsSync(cookie)) writeFileSync(cookie, randomBytes(20).toString('hex'), { mode: 0o400 });

  const env = {
    ...process.env,
    HOME: join(folder, 'home'),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: 'picup@localhost',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_DIST_PORT: String(ports.amqpDist),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${NO_BUSY_WAITING} ${LOOPBACK_ONLY}`,
    // The script then becomes the broker instead of waiting for it: the process we started is the one we stop.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
  // Ours and in the foreground: the one that Erlang would start itself stays behind for ever.
  group.supervise({
    name: 'epmd',
    file: 'epmd',
    args: ['-port', `${ports.epmd}`, '-address', '127.0.0.1'],
    env,
  });
  const broker = group.supervise({ name: 'rabbitmq', file: serverScript(), args: [], env });
  const url = `amqp://picup:${servicePassword}@127.0.0.1:${ports.amqp}`;
  return {
    ready: async () => {
      await broker.ready(async () => (await checkAmqp(url)) === undefined);
      complete?.();
      return { AMQP_URL: url };
    },
  };
}

// Not the one in /usr/sbin: as root that becomes the user rabbitmq and leaves our folder.
function serverScript(): string {
  const version = readdirSync(INSTALLED).find((name) => name.startsWith('rabbitmq_server-'));
  if (!version) throw new Trouble(`RabbitMQ is not where Debian puts it (${INSTALLED}).`);
  return join(INSTALLED, version, 'sbin', 'rabbitmq-server');
}
