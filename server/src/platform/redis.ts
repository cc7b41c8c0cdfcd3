import { Redis } from 'ioredis';
import type { Logger } from './log.ts';

/**
 * A Redis connection that fails fast instead of queueing: what needs Redis here can do without it for a while.
 * Reconnects by itself for ever.
 */
export function openRedis(options: { REDIS_URL: string }, log: Logger, name: string): Redis {
  const redis = new Redis(options.REDIS_URL, {
    connectionName: name,
    commandTimeout: 300,
    connectTimeout: 2_000,
    // A cut connection fails its commands at once; with more retries ioredis would leave them to their timeout.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // A subscriber subscribes on every 'ready' itself: ioredis' own renewal rejects unheard, which ends the process.
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1_000),
  });
  let said = false;
  redis.on('error', (error: Error) => {
    if (!said) log.warn({ err: error.message, redis: name }, 'Redis is away');
    said = true;
  });
  redis.on('ready', () => {
    if (said) log.info({ redis: name }, 'Redis is back');
    said = false;
  });
  return redis;
}
