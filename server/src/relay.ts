import { readConfigOrExit } from './config.ts';
import { runDeletionBatch } from './deletion/deletion-batch.ts';
import { measurePurges } from './deletion/measure-purges.sweep.ts';
import { purgeOrphans } from './deletion/orphans.sweep.ts';
import { openDeps } from './deps.ts';
import { measureOutbox } from './events/measure-outbox.sweep.ts';
import { pruneEvents } from './events/prune.sweep.ts';
import { startRelay } from './events/relay.ts';
import { onRecordedElsewhere } from './events/wake.ts';
import { pruneSessions } from './member/prune-sessions.sweep.ts';
import { restartStuckPictures } from './picture/stuck-pictures.sweep.ts';
import { startSweeps } from './platform/every.ts';
import { createLogger } from './platform/log.ts';
import { openRedis } from './platform/redis.ts';
import { pruneTickets } from './upload/prune-tickets.sweep.ts';
import { recountUsage } from './upload/recount-usage.sweep.ts';

// Sends the outbox, and runs what comes again by the clock. Any number of these side by side is fine.
const config = readConfigOrExit();
const log = createLogger('relay', config.LOG_LEVEL);
const deps = openDeps(config, log);
const relay = startRelay(deps);
const news = openRedis(config, log, 'outbox-news');
onRecordedElsewhere(news, config, relay.wake);
const HOUR = 3_600;
const sweeps = startSweeps(
  [
    {
      name: 'deletion',
      everySeconds: config.DELETION_INTERVAL_SECONDS,
      run: (signal) => runDeletionBatch(deps, signal),
    },
    { name: 'outbox', everySeconds: 15, run: () => measureOutbox(deps) },
    { name: 'purges', everySeconds: 60, run: () => measurePurges(deps) },
    {
      name: 'stuck',
      everySeconds: Math.min(300, config.LAMBDA_GRACE_SECONDS || 300),
      run: () => restartStuckPictures(deps),
    },
    { name: 'events', everySeconds: HOUR, run: (signal) => pruneEvents(deps.db, signal) },
    { name: 'sessions', everySeconds: HOUR, run: (signal) => pruneSessions(deps, signal) },
    { name: 'tickets', everySeconds: HOUR, run: () => pruneTickets(deps) },
    { name: 'orphans', everySeconds: 6 * HOUR, run: () => purgeOrphans(deps) },
    { name: 'recount', everySeconds: 24 * HOUR, run: (signal) => recountUsage(deps, signal) },
  ],
  log,
);
if (config.METRICS_PORT) await deps.metrics.serve(config.METRICS_PORT);
log.info('relay is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'relay is draining');
    news.disconnect();
    await Promise.all([sweeps.stop(), relay.stop()]);
    await deps.close();
    log.info('relay has stopped');
    process.exit(0);
  });
}
