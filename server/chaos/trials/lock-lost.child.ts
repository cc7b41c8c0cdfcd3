import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { openDeps } from '../../src/deps.ts';
import { AppError } from '../../src/platform/errors.ts';
import { armFailpoint } from '../../src/platform/failpoints.ts';
import { newId, newSecret } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/log.ts';
import { nowPlus } from '../../src/platform/time.ts';
import { requestUploads } from '../../src/upload/request-uploads.ts';
import { uploadTickets } from '../../src/upload/upload.table.ts';
import { storageUsage } from '../../src/usage/usage.table.ts';
import { provisionStorage } from '../../src/usage/usage.ts';
import { takeOrders, tell } from '../child.ts';

const config = readConfig();
const deps = openDeps(config, createLogger('trial', 'fatal'));

const person = z.object({ memberId: z.string(), albumId: z.string() });
type Someone = z.infer<typeof person>;
/** One member whose requests are the product's, and one whose requests trust the lock alone. */
const pair = z.object({ guarded: person, naive: person });
const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: 1_000 };
const nothing = async () => undefined;

/** The product's flow; `pause` runs under the lock, before its transaction begins. Answers whether it got a ticket. */
async function request(
  { memberId, albumId }: Someone,
  pause: () => Promise<void> = nothing,
): Promise<boolean> {
  const locks: typeof deps.locks = {
    ...deps.locks,
    run: (id, work, options) =>
      deps.locks.run(
        id,
        async (signal) => {
          await pause();
          return work(signal);
        },
        options,
      ),
  };
  const viewer = { memberId, sessionId: '', familyId: '' };
  const { answers } = await requestUploads({ ...deps, locks }, viewer, albumId, [file]);
  return answers.some((answer) => 'ticket' in answer);
}

/** The same by reading, computing and writing, with nothing behind the lock: neither the row's lock, nor a condition, nor the signal. */
async function requestNaively(
  { memberId, albumId }: Someone,
  pause: () => Promise<void> = nothing,
): Promise<boolean> {
  // Before the transaction, where it locks no row of it.
  await provisionStorage(deps.db, memberId);
  return deps.locks.run(memberId, () =>
    deps.db.transact(async (tx) => {
      const [row] = await tx.select().from(storageUsage).where(eq(storageUsage.memberId, memberId));
      const reserved = row?.reservedBytes ?? 0;
      if (reserved + file.byteSize > config.STORAGE_LIMIT_BYTES) return false;
      await pause();
      const id = newId();
      const keyBase = `u/${memberId}/${newSecret()}`;
      await tx
        .insert(uploadTickets)
        .values({ ...file, id, memberId, albumId, keyBase, kind: 'IMAGE', expiresAt: nowPlus(3_600) });
      await tx
        .update(storageUsage)
        .set({ reservedBytes: reserved + file.byteSize })
        .where(eq(storageUsage.memberId, memberId));
      return true;
    }),
  );
}

/** Goes on until there is no room any more; BUSY is an answer to come back from. */
async function fill(ask: () => Promise<boolean>): Promise<void> {
  for (let more = true; more; )
    more = await ask().catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'BUSY') return true;
      throw error;
    });
}

let goOn: () => void = () => undefined;

takeOrders(
  {
    ready: () => deps.locks.run('ready', nothing),
    /** Asks for one ticket each and pauses, both at once, where the lock matters most. */
    hold: async (given) => {
      const { guarded, naive, inside, stop } = pair
        .extend({ inside: z.boolean(), stop: z.boolean() })
        .parse(given);
      const [both, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      goOn = told.resolve;
      let paused = 0;
      const pause = async () => {
        paused += 1;
        if (paused === 2) {
          await tell('inside');
          // Stopped at this very instruction: what follows is the first thing that the process does again.
          if (stop) process.kill(process.pid, 'SIGSTOP');
          both.resolve();
        }
        await both.promise;
        if (!stop) await told.promise;
      };
      const disarm = inside ? armFailpoint('request.afterReserve', pause) : () => undefined;
      const [kept] = await Promise.allSettled([
        request(guarded, inside ? nothing : pause),
        requestNaively(naive, pause),
      ]);
      disarm();
      return kept.status === 'fulfilled' && kept.value;
    },
    goOn: async () => goOn(),
    fill: async (given) => {
      const { guarded, naive } = pair.parse(given);
      await Promise.all([fill(() => request(guarded)), fill(() => requestNaively(naive))]);
    },
  },
  deps.close,
);
