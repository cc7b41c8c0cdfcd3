import { pino } from 'pino';
import { createMetrics } from '../platform/metrics.ts';
import { openUserLocks } from '../platform/user-locks.ts';

// A process of its own that takes a member's lock, says so, and keeps it until it is killed.
const [memberId = '', REDIS_URL = '', REDIS_PREFIX = ''] = process.argv.slice(2);
// A test that failed before it killed this one must not leave it behind.
process.stdin.on('end', () => process.exit()).resume();
const locks = openUserLocks(
  { REDIS_URL, REDIS_PREFIX },
  { log: pino({ level: 'silent' }), metrics: createMetrics() },
);
await locks.run(memberId, async () => {
  process.stdout.write('held\n');
  await new Promise(() => setInterval(() => undefined, 60_000));
});
