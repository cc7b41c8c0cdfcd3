import { parseArgs } from 'node:util';
import { readConfigOrExit } from './config.ts';
import { type Chosen, redriveDead, redriveParked } from './events/redrive.ts';
import { openDb } from './platform/db.ts';
import { createLogger } from './platform/log.ts';

// Run by a person: `redrive parked` after the relay gave events up, `redrive dead --queue make-renditions` after a consumer
// did; `--id` (more than once) picks single ones.
const log = createLogger('redrive', 'info');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { queue: { type: 'string' }, id: { type: 'string', multiple: true } },
});
const config = readConfigOrExit();
const chosen: Chosen = values.id ?? 'all';
const [what] = positionals;

if (what === 'parked') {
  const db = openDb({ ...config, MYSQL_POOL: 1 });
  log.info({ released: await redriveParked(db, chosen) }, 'parked events are sent again');
  await db.close();
} else if (what === 'dead' && values.queue) {
  const result = await redriveDead(config, values.queue, chosen);
  log.info({ queue: values.queue, ...result }, 'dead letters are back in their queue');
} else {
  log.error('Usage: redrive parked [--id EVENT]... | redrive dead --queue CONSUMER [--id EVENT]...');
  process.exitCode = 2;
}
