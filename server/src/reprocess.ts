import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfigOrExit } from './config.ts';
import { routes } from './events/catalogue.ts';
import { waitingEvents } from './events/waiting-events.ts';
import { isReprocessing, reprocessPictures } from './picture/reprocess-pictures.ts';
import { openDb } from './platform/db.ts';
import { idOf } from './platform/ids.ts';
import { createLogger } from './platform/log.ts';

// Run by a person: `reprocess older` when a new version makes better thumbnails, `reprocess failed` when it reads more,
// `reprocess playback` for playback copies; `--id` (more than once) picks single pictures.
const log = createLogger('reprocess', 'info');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { id: { type: 'string', multiple: true } },
});
const [kind] = positionals;

// So many may wait for a worker before more are asked for: uploads of today stand in the same line.
const MOST_WAITING = 100;
const PAUSE_MS = 1_000;

if (isReprocessing(kind)) {
  const config = readConfigOrExit();
  const db = openDb({ ...config, MYSQL_POOL: 1 });
  const consumer = kind === 'playback' ? 'make-playback' : 'make-renditions';
  const waiting = await waitingEvents(config, db);
  const room = async () => {
    while ((await waiting.count(consumer, routes[consumer])) > MOST_WAITING) await delay(PAUSE_MS);
  };
  try {
    const ids = values.id?.map((id) => idOf('Picture', id) ?? id);
    const asked = await reprocessPictures({ db }, kind, { ids, room });
    log.info({ asked }, 'pictures are done anew as the workers come to them');
  } finally {
    await waiting.close();
    await db.close();
  }
} else {
  log.error('Usage: reprocess older|failed|playback [--id PICTURE]...');
  process.exitCode = 2;
}
