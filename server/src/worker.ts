import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigOrExit } from './config.ts';
import { deletionConsumers } from './deletion/deletion.consumer.ts';
import { openDeps } from './deps.ts';
import { startConsumers } from './events/consume.ts';
import { measureOutbox } from './events/measure-outbox.sweep.ts';
import { machineFacts } from './media/machine-facts.ts';
import { MediaPipeline } from './media/media-pipeline.ts';
import { makePlaybackCopies } from './picture/make-playback.consumer.ts';
import { makeRenditions } from './picture/make-renditions.consumer.ts';
import { measureProgress } from './picture/measure-progress.sweep.ts';
import { removeLocations } from './picture/remove-location.consumer.ts';
import { startSweeps } from './platform/every.ts';
import { createLogger } from './platform/log.ts';
import { provisionStorageConsumer } from './usage/provision-storage.consumer.ts';

// Does what follows from events: storage rows, deletions, renditions. Any number of these side by side is fine.
const config = readConfigOrExit();
const log = createLogger('worker', config.LOG_LEVEL);
const deps = openDeps(config, log);
for (const lack of machineFacts().missing) log.warn(lack, 'a program is missing on this machine');
const concurrency = config.WORKER_CONCURRENCY ?? availableParallelism();
const media = await MediaPipeline.start(join(tmpdir(), 'picup-media'), { concurrency });
const running = startConsumers(deps, [
  provisionStorageConsumer(),
  ...deletionConsumers(deps),
  makeRenditions({ ...deps, media }, concurrency),
  makePlaybackCopies({ ...deps, media }),
  removeLocations({ ...deps, media }),
]);
// Here too, because it is what tells that no relay runs.
const sweeps = startSweeps(
  [
    { name: 'outbox', everySeconds: 15, run: () => measureOutbox(deps) },
    { name: 'progress', everySeconds: 30, run: measureProgress(deps) },
  ],
  log,
);
if (config.METRICS_PORT) await deps.metrics.serve(config.METRICS_PORT);
log.info('worker is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'worker is draining');
    await Promise.all([sweeps.stop(), running.stop()]);
    await media.close();
    await deps.close();
    log.info('worker has stopped');
    process.exit(0);
  });
}
