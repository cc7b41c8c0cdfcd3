import { Redis } from 'ioredis';
import { z } from 'zod';
import { openPlace } from '../../src/testing/place.ts';
import { Child } from '../child.ts';
import { aPerson } from '../people.ts';
import { ms } from '../statistics.ts';
import type { Trial } from '../trial.ts';

const WAITERS = 200;
// One of them contends, 200 stand behind it, and the rest find the line full.
const ASKING = WAITERS + 10;
const answers = z.array(z.object({ refused: z.string().optional(), afterMs: z.number().optional() }));

/** How long anybody waits at most for a lock that nobody gives back. */
export const lockBusy: Trial = {
  name: 'lock-busy',
  share: 8,
  run: async ({ services }) => {
    const place = await openPlace(services);
    const child = new Child('lock-holder.child.ts', place.env);
    const redis = new Redis(services.REDIS_URL ?? '');
    try {
      await child.ask('ready', null, z.null());
      const { viewer, albumId } = await aPerson(place.deps);
      await redis.set(`${place.config.REDIS_PREFIX}lock:${viewer.memberId}`, 'somebody', 'PX', 60_000);
      const crowd = Array(ASKING).fill({ memberId: viewer.memberId, albumId });
      const all = await child.ask('request', crowd, answers);
      const busy = all.flatMap(({ refused, afterMs = 0 }) => (refused === 'BUSY' ? afterMs : []));
      const atOnce = busy.filter((after) => after < 1_000).length;
      const worst = Math.max(...busy);
      return [
        {
          what: `${ASKING} ask for a lock that is never given back: the last BUSY`,
          wanted: '≤ 5.1 s',
          measured: `${ms(worst)}, ${busy.length} of ${ASKING} BUSY, ${atOnce} of them at once`,
          ok: worst <= 5_100 && busy.length === ASKING && atOnce === ASKING - WAITERS - 1,
        },
      ];
    } finally {
      await child.end();
      redis.disconnect();
      await place.close();
    }
  },
};
