import type { Redis } from 'ioredis';
import type { Config } from './config.ts';
import { createUrlSigner, type UrlSigner } from './delivery/sign-url.ts';
import { createSignatureCache, type SignatureCache } from './delivery/signature-cache.ts';
import { type LibraryFeed, openLibraryFeed } from './events/library-feed.ts';
import { wakeOtherRelays } from './events/wake.ts';
import { type Cursors, createCursors } from './platform/cursor.ts';
import { type Db, openDb } from './platform/db.ts';
import type { Logger } from './platform/log.ts';
import { createMetrics, type Metrics } from './platform/metrics.ts';
import { type ObjectStore, openObjectStore } from './platform/object-store.ts';
import { createRateLimits, type RateLimits } from './platform/rate-limits.ts';
import { openRedis } from './platform/redis.ts';
import { openUserLocks, type UserLocks } from './platform/user-locks.ts';

/** Everything flows need, made once a process; a flow takes the two or three it uses. */
export type Deps = {
  config: Config;
  log: Logger;
  metrics: Metrics;
  db: Db;
  redis: Redis;
  feed: LibraryFeed;
  locks: UserLocks;
  store: ObjectStore;
  cursors: Cursors;
  signer: UrlSigner;
  signatures: SignatureCache;
  limits: RateLimits;
};

/** Opens what a process needs. Nothing is reached yet: each part connects when first used, and again when it was away. */
export function openDeps(config: Config, log: Logger): Deps & { close: () => Promise<void> } {
  const metrics = createMetrics();
  const db = openDb(config);
  const redis = openRedis(config, log, 'cache');
  const stopWaking = wakeOtherRelays(redis, config);
  const feed = openLibraryFeed(redis, config, log);
  const locks = openUserLocks(config, { log, metrics });
  const store = openObjectStore(config);
  const signer = createUrlSigner(config);
  const signatures = createSignatureCache(redis, signer, config.REDIS_PREFIX);
  const cursors = createCursors(config.SESSION_SECRET);
  const limits = createRateLimits(redis, config);
  return {
    config,
    log,
    metrics,
    db,
    redis,
    feed,
    locks,
    store,
    cursors,
    signer,
    signatures,
    limits,
    close: async () => {
      await locks.close();
      stopWaking();
      feed.close();
      redis.disconnect();
      store.close();
      await db.close();
    },
  };
}
