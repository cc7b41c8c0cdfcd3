import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { AppError } from '../../src/platform/errors.ts';
import { createLogger } from '../../src/platform/log.ts';
import { requestUploads } from '../../src/upload/request-uploads.ts';
import { lockUsage } from '../../src/usage/usage.ts';
import { takeOrders, tell } from '../child.ts';

const config = readConfig();
const deps = openDeps(config, createLogger('trial', 'fatal'));

const people = z.array(z.object({ memberId: z.string(), albumId: z.string() }));
const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 1 };
const clock = () => Number(process.hrtime.bigint()) / 1e6;

/** Asks for one ticket, and answers when the lock was there, or why and after how many milliseconds it was refused. */
async function request({ memberId, albumId }: { memberId: string; albumId: string }) {
  const askedAt = clock();
  let grantedAt: number | undefined;
  const locks: typeof deps.locks = {
    ...deps.locks,
    run: (id, work, options) =>
      deps.locks.run(
        id,
        (signal) => {
          grantedAt = clock();
          return work(signal);
        },
        options,
      ),
  };
  try {
    await requestUploads({ ...deps, locks }, { memberId, sessionId: '', familyId: '' }, albumId, [file]);
    return { memberId, grantedAt };
  } catch (error) {
    const refused = error instanceof AppError ? error.code : String(error);
    return { memberId, refused, afterMs: clock() - askedAt };
  }
}

takeOrders(
  {
    ready: () => deps.locks.run('ready', async () => undefined),
    // In the middle of a transaction, until it is killed.
    hold: async (given) => {
      const held = people.parse(given).map(({ memberId }) =>
        deps.locks.run(memberId, (signal) =>
          deps.db.transact(async (tx) => {
            await lockUsage(tx, memberId, config.STORAGE_LIMIT_BYTES);
            await tell('held');
            await new Promise(() => undefined);
          }, signal),
        ),
      );
      await Promise.all(held);
    },
    request: async (given) => Promise.all(people.parse(given).map(request)),
  },
  deps.close,
);
