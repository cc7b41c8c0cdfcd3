import { readConfigOrExit } from './config.ts';
import { runDeletionBatch } from './deletion/deletion-batch.ts';
import { purgeOrphans } from './deletion/orphans.sweep.ts';
import { openDeps } from './deps.ts';
import { createLogger } from './platform/log.ts';

// The run-once deletion batch, as a Kubernetes CronJob with concurrencyPolicy Forbid starts it.
const config = readConfigOrExit();
const log = createLogger('batch', config.LOG_LEVEL);
const deps = openDeps(config, log);
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

try {
  const scanned = await purgeOrphans(deps).then(
    () => true,
    (error: unknown) => {
      log.error({ err: error }, 'the scan for orphans failed, and the next one begins anew');
      return false;
    },
  );
  const whole = await runDeletionBatch(deps, stop.signal);
  process.exitCode = scanned && whole ? 0 : 1;
} catch (error) {
  log.error({ err: error }, 'the deletion batch failed; nothing is lost, and the next one goes on');
  process.exitCode = 1;
} finally {
  await deps.close();
}
