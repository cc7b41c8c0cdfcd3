import { readConfigOrExit } from './config.ts';
import { startEdge } from './delivery/start-edge.ts';
import { createLogger } from './platform/log.ts';

const config = readConfigOrExit();
const log = createLogger('edge', config.LOG_LEVEL);
const edge = await startEdge(config, log);
log.info({ port: edge.port }, 'edge is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    log.info({ signal }, 'edge is draining');
    await edge.close();
    log.info('edge has stopped');
    process.exit(0);
  });
}
