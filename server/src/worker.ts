import { readConfig } from './config.ts';
import { deletionConsumers } from './deletion/deletion.consumer.ts';
import { openDeps } from './deps.ts';
import { startConsumers } from './events/consume.ts';
import { createLogger } from './platform/log.ts';
import { provisionStorageConsumer } from './usage/provision-storage.consumer.ts';

// Does what follows from events: storage rows, deletions, renditions. Any number of these side by side is fine.
const config = readConfig();
const log = createLogger('worker', config.LOG_LEVEL);
const deps = openDeps(config, log);
const running = startConsumers(deps, [provisionStorageConsumer(), ...deletionConsumers(deps)]);
if (config.METRICS_PORT) await deps.metrics.serve(config.METRICS_PORT);
log.info('worker is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'worker is draining');
    await running.stop();
    await deps.close();
    log.info('worker has stopped');
    process.exit(0);
  });
}
