import { fileURLToPath } from 'node:url';
import { allowedOrigins, readConfigOrExit } from './config.ts';
import { setUpBroker } from './events/topology.ts';
import { prepareBucket } from './platform/bucket.ts';
import { createLogger } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { openObjectStore } from './platform/object-store.ts';

// Run once before the other processes start; safe to run again, and beside another one.
const config = readConfigOrExit();
const log = createLogger('setup', config.LOG_LEVEL);
const store = openObjectStore(config);

const steps: [name: string, run: () => Promise<void>][] = [
  // The same from the sources and from the bundle: both stand one folder below the server's.
  ['database', () => migrate(config.MYSQL_URL, fileURLToPath(new URL('../../migrations', import.meta.url)))],
  ['bucket', () => prepareBucket(store, allowedOrigins(config), log)],
  ['broker', () => setUpBroker(config)],
];
for (const [step, run] of steps) {
  try {
    await run();
    log.info({ step }, 'is set up');
  } catch (error) {
    log.error({ step, err: error }, 'could not be set up');
    process.exitCode = 1;
  }
}
store.close();
