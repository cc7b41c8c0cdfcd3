import { pino } from 'pino';
import { expect, it } from 'vitest';
import { until } from '../testing/wire.ts';
import { startSweeps } from './every.ts';

const log = pino({ level: 'silent' });

it('a sweep comes again and again, never beside itself, also after a failure', async () => {
  let runs = 0;
  let inside = 0;
  let most = 0;
  const sweeps = startSweeps(
    [
      {
        name: 'often',
        everySeconds: 0.001,
        run: async () => {
          runs += 1;
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
          if (runs % 2) throw new Error('no');
        },
      },
    ],
    log,
  );
  await until(() => runs > 5);
  await sweeps.stop();
  expect(most).toBe(1);
});

it('stopping tells the run at work and waits for its end', async () => {
  let ended = false;
  let begun = false;
  const sweeps = startSweeps(
    [
      {
        name: 'long',
        everySeconds: 0.001,
        run: async (signal) => {
          begun = true;
          await until(() => signal.aborted);
          ended = true;
        },
      },
    ],
    log,
  );
  await until(() => begun);
  await sweeps.stop();
  expect(ended).toBe(true);
});
