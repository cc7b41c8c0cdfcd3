import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Mutex } from 'redis-semaphore';

type Script = { text: string; sha: string };
const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

// Answers -1 where the caller holds the lock now, else how many milliseconds the holder's lease still has. Its own id
// counts as held: after a lost reply the caller asks again, and must not wait for itself.
const ACQUIRE = script(`
local holder = redis.call('get', KEYS[1])
if holder == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return -1
end
if holder then
  local left = redis.call('pttl', KEYS[1])
  if left >= 0 then return left end
  redis.call('pexpire', KEYS[1], ARGV[2])
  return tonumber(ARGV[2])
end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return -1`);

// Gives up and tells in one step: no waiter can be told of a lock that is not free yet, or miss one that is.
const RELEASE = script(`
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('del', KEYS[1])
redis.call('publish', ARGV[2], ARGV[3])
return 1`);

/** What a NotifyingMutex locks, for how long at a time, and how it tells others that it is free. */
type Lease = {
  key: string;
  channel: string;
  message: string;
  /** Milliseconds; renewed every third of it. */
  leaseMs: number;
  onLost: () => void;
};

/**
 * redis-semaphore's Mutex with an acquire that may be repeated, a release that tells the waiters, and a renewal that never
 * throws (the library's would end the process). One object is one attempt to hold; tryAcquire may be called again.
 */
export class NotifyingMutex extends Mutex {
  /** Milliseconds that the present holder's lease still had when tryAcquire last answered false. */
  remainingMs = 0;
  readonly #redis: Redis;
  readonly #lease: Lease;
  #heldUntil = 0;
  #inDoubt = false;

  constructor(redis: Redis, lease: Lease) {
    super(redis, lease.key, {
      lockTimeout: lease.leaseMs,
      refreshInterval: Math.floor(lease.leaseMs / 3),
      onLockLost: lease.onLost,
    });
    this._key = lease.key;
    this.#redis = redis;
    this.#lease = lease;
  }

  /** Whether the lease can't have run out yet, by this machine's clock. Right after a stopped process goes on, too. */
  get isWithinLease(): boolean {
    return performance.now() < this.#heldUntil;
  }

  protected override async _acquire(): Promise<boolean> {
    const sentAt = performance.now();
    this.#inDoubt = true;
    const left = await this.#evaluate(ACQUIRE, [this._identifier, this.#lease.leaseMs]);
    this.#inDoubt = false;
    if (left >= 0) {
      this.remainingMs = left;
      return false;
    }
    this.#heldUntil = sentAt + this.#lease.leaseMs;
    return true;
  }

  protected override async _refresh(): Promise<boolean> {
    const sentAt = performance.now();
    try {
      const held = await super._refresh();
      if (held) this.#heldUntil = sentAt + this.#lease.leaseMs;
      return held;
    } catch {
      return this.isWithinLease;
    }
  }

  protected override async _release(): Promise<void> {
    await this.#evaluate(RELEASE, [this._identifier, this.#lease.channel, this.#lease.message]);
  }

  /** Whether an attempt's answer was lost: it may hold the lock without knowing. */
  get isInDoubt(): boolean {
    return this.#inDoubt;
  }

  /** Takes back an attempt that is in doubt. Never throws. */
  async abandon(): Promise<void> {
    if (this.#inDoubt) await this._release().catch(() => undefined);
  }

  async #evaluate(script: Script, args: (string | number)[]): Promise<number> {
    try {
      return Number(await this.#redis.evalsha(script.sha, 1, this._key, ...args));
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return Number(await this.#redis.eval(script.text, 1, this._key, ...args));
    }
  }
}
