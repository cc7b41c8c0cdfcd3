import { readConfigOrExit } from './config.ts';
import { openDeps } from './deps.ts';
import { createLogger } from './platform/log.ts';
import { startApi } from './start-api.ts';

const config = readConfigOrExit();
const log = createLogger('api', config.LOG_LEVEL);
const deps = openDeps(config, log);
const api = await startApi(deps, { port: config.PORT, host: config.HOST });
if (config.METRICS_PORT) await deps.metrics.serve(config.METRICS_PORT);
log.info({ port: api.port }, 'api is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'api is draining');
    await api.close();
    await deps.close();
    log.info('api has stopped');
    process.exit(0);
  });
}
