import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { startConsumers } from '../../src/events/consume.ts';
import { consumeOnce } from '../../src/events/consumer.ts';
import { startRelay } from '../../src/events/relay.ts';
import { onRecordedElsewhere } from '../../src/events/wake.ts';
import { openDb } from '../../src/platform/db.ts';
import { createLogger } from '../../src/platform/log.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { eventsTopology } from '../events-topology.ts';

// A relay or a consumer of the outbox trials, as relay.ts and worker.ts run them, with a topology and an effect of its own.
const env = z
  .object({ MYSQL_URL: z.string(), AMQP_URL: z.string(), AMQP_PREFIX: z.string(), REDIS_URL: z.string() })
  .extend({ REDIS_PREFIX: z.string() })
  .parse(process.env);
const role = process.argv[2] === 'relay' ? 'relay' : 'consumer';
const log = createLogger(role, 'info');
const db = openDb({ MYSQL_URL: env.MYSQL_URL, MYSQL_POOL: 10 });
const deps = { config: env, db, log, metrics: createMetrics() };
const topology = eventsTopology(env.AMQP_PREFIX);

const redis = new Redis(env.REDIS_URL, { autoResubscribe: false });
redis.on('error', () => undefined);

function start(): { stop: () => Promise<void> } {
  if (role === 'relay') {
    const relay = startRelay(deps, topology);
    onRecordedElsewhere(redis, env, relay.wake);
    return relay;
  }
  const ledger = consumeOnce({
    name: 'ledger',
    event: 'picture.stored',
    effect: async (tx, { pictureId }) => {
      await tx.execute(sql`insert into chaos_done (picture_id) values (${pictureId})`);
    },
  });
  return startConsumers(deps, [ledger], topology.retryMs);
}

const running = start();
process.once('SIGTERM', async () => {
  await running.stop();
  redis.disconnect();
  await db.close();
  process.exit(0);
});
log.info(`${role} is ready`);
