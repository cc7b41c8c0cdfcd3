import { tracingChannel } from 'node:diagnostics_channel';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crowd, gate, type LockStand, openLockStand } from '../testing/lock-stand.ts';
import { until } from '../testing/wire.ts';
import { newId } from './ids.ts';

const memberId = newId();
let stand: LockStand;
let redis: LockStand['redis'];
let start: LockStand['start'];
const key = () => `${stand.prefix}lock:${memberId}`;

beforeEach(() => {
  stand = openLockStand();
  ({ redis, start } = stand);
});
afterEach(() => stand.close());

/** Counts what Redis has answered through a port from now on. */
function answersTo(port: number) {
  const counting = { count: 0, stop: () => channel.unsubscribe(note) };
  const note = (message: unknown) => {
    if (
      typeof message === 'object' &&
      message !== null &&
      'serverPort' in message &&
      message.serverPort === port
    )
      counting.count += 1;
  };
  const channel = tracingChannel('ioredis:command').asyncEnd;
  channel.subscribe(note);
  return counting;
}

describe('the lock of a member', () => {
  it('lets one piece of work run at a time, over processes', async () => {
    const ours = [await start(), await start(), await start()];
    const { work, most } = crowd(redis);
    await Promise.all(Array.from({ length: 90 }, (_, i) => ours[i % 3]?.locks.run(memberId, work)));
    expect(most()).toBe(1);
  });

  it('serves those who wait in one process in the order they came', async () => {
    const { locks } = await start();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        locks.run(memberId, async () => {
          await redis.ping();
          order.push(i);
        }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('takes two Redis commands where nobody else wants it', async () => {
    const { locks } = await start();
    const monitor = await new Redis(process.env.REDIS_URL ?? '').monitor();
    const commands: string[] = [];
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua' && args.some((arg) => arg.startsWith(`${stand.prefix}lock`)))
        commands.push(args[0] ?? '');
    });
    await locks.run(memberId, async () => undefined);
    await locks.run(newId(), async () => undefined);
    await until(() => commands.length >= 4);
    await redis.ping();
    monitor.disconnect();
    expect(commands.map((command) => command.toLowerCase())).toEqual(Array(4).fill('evalsha'));
  });

  it('gives the lock back only after the work has settled, also when it throws', async () => {
    const { locks } = await start();
    const held: number[] = [];
    const failed = locks.run(memberId, async () => {
      held.push(await redis.exists(key()));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await until(async () => (await redis.exists(key())) === 0);
    expect(held).toEqual([1]);
  });

  it('wakes a waiter of another process when it is given back, long before the next poll', async () => {
    const [one, two] = [await start(), await start()];
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const taken = gate();
      const leave = gate();
      const first = one.locks.run(memberId, async () => {
        taken.open();
        await leave.passed;
      });
      await taken.passed;
      let freedAt = 0;
      const asked = answersTo(two.wire.port);
      const second = two.locks.run(memberId, async () => void waits.push(performance.now() - freedAt));
      // Its first attempt has failed; now only the message can wake it in time.
      await until(() => asked.count > 0);
      asked.stop();
      freedAt = performance.now();
      leave.open();
      await Promise.all([first, second]);
    }
    expect(Math.min(...waits)).toBeLessThan(300);
  });

  it('gives other processes their turn although one never runs out of work', async () => {
    const [busy, other] = [await start(), await start()];
    let going = true;
    let done = 0;
    const work = async () => {
      done += 1;
      await redis.ping();
    };
    const stream = Array.from({ length: 20 }, async () => {
      while (going) await busy.locks.run(memberId, work);
    });
    await until(() => done > 20);
    const before = done;
    await other.locks.run(memberId, async () => undefined);
    const overtaken = done - before;
    going = false;
    await Promise.all(stream);
    expect(overtaken).toBeLessThan(400);
  });

  it('answers BUSY after the wait that was allowed, and the lock is free afterwards', async () => {
    const [one, two] = [await start(), await start()];
    const taken = gate();
    const leave = gate();
    const holder = one.locks.run(memberId, async () => {
      taken.open();
      await leave.passed;
    });
    await taken.passed;
    const startedAt = performance.now();
    const answers = await Promise.allSettled([
      one.locks.run(memberId, async () => undefined, { waitMs: 300 }),
      two.locks.run(memberId, async () => undefined, { waitMs: 300 }),
      two.locks.run(memberId, async () => undefined, { waitMs: 300 }),
    ]);
    // The five seconds of those to whom nothing else is said are far away.
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'BUSY', retryAfter: 1 } });
    leave.open();
    await holder;
    await expect(two.locks.run(memberId, async () => 'in')).resolves.toBe('in');
  });

  it('answers BUSY after five seconds where nothing else is said', async () => {
    const { locks } = await start();
    await redis.set(key(), 'somebody', 'PX', 20_000);
    const startedAt = performance.now();
    await expect(locks.run(memberId, async () => undefined)).rejects.toMatchObject({ code: 'BUSY' });
    // The chaos run prints the figure; here it only must not wait for the 20 s of somebody's lease.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it('lets 200 wait, and answers the next BUSY at once', async () => {
    const { locks } = await start();
    const leave = gate();
    const waiting = [locks.run(memberId, () => leave.passed)];
    for (let i = 0; i < 200; i += 1) waiting.push(locks.run(memberId, async () => undefined));
    const startedAt = performance.now();
    await expect(locks.run(memberId, async () => undefined)).rejects.toMatchObject({ code: 'BUSY' });
    // Not after the five seconds that the others may wait.
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    leave.open();
    await Promise.all(waiting);
  });

  it('admits six at a time of one member, any of another, and tells how long they may still wait', async () => {
    const { locks } = await start();
    const leave = gate();
    let inside = 0;
    const crowd = Array.from({ length: 10 }, () =>
      locks.admit(memberId, async (waitMs) => {
        inside += 1;
        await leave.passed;
        return waitMs;
      }),
    );
    await expect(locks.admit(newId(), async (waitMs) => waitMs > 4_900)).resolves.toBe(true);
    expect(inside).toBe(6);
    leave.open();
    for (const waitMs of await Promise.all(crowd)) expect(waitMs).toBeGreaterThanOrEqual(1_000);
  });

  it('refuses a lock inside itself, and allows one after it or of another member in order', async () => {
    const { locks } = await start();
    const [lower = '', higher = ''] = [newId(), newId()].sort();
    await expect(locks.run(lower, () => locks.run(lower, async () => undefined))).rejects.toThrow(
      /higher id/,
    );
    await expect(locks.run(higher, () => locks.run(lower, async () => undefined))).rejects.toThrow(
      /higher id/,
    );
    await expect(locks.run(lower, () => locks.run(higher, async () => 'both'))).resolves.toBe('both');
    const afterwards = await locks.run(lower, async () => ({
      later: () => locks.run(lower, async () => 'fine'),
    }));
    await expect(afterwards.later()).resolves.toBe('fine');
  });
});
