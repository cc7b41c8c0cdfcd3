import type { Redis } from 'ioredis';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../config.ts';
import { AppError } from './errors.ts';

/** What an address may do only so often a minute. */
type ThrottledAction = 'signUp' | 'signIn' | 'refresh';

/** Throttles over all processes by Redis, and each process by itself while Redis is away: never off. */
export type RateLimits = {
  /** @throws AppError RATE_LIMITED, with the seconds until the next try. */
  spend: (action: ThrottledAction, address: string) => Promise<void>;
  /**
   * One try of an account's password.
   * @param account the name's key, whether there is such an account or not.
   * @returns giveBack is for the right password: its owner is not slowed down by signing in often.
   * @throws AppError RATE_LIMITED, with the seconds until the next try.
   */
  spendOnAccount: (account: Buffer, address: string) => Promise<{ giveBack: () => Promise<void> }>;
};

type LimitConfig = Pick<
  Config,
  | 'REDIS_PREFIX'
  | 'LIMIT_SIGN_UP_PER_MINUTE'
  | 'LIMIT_SIGN_IN_PER_MINUTE'
  | 'LIMIT_SIGN_IN_PER_ACCOUNT_PER_MINUTE'
  | 'LIMIT_REFRESH_PER_MINUTE'
  | 'LIMIT_LOOPBACK_PER_MINUTE'
>;

const SECONDS = 60;

/** Makes the throttles; numbers are tries a minute. The machine itself has its own, higher ones: test clients live there. */
export function createRateLimits(redis: Redis, config: LimitConfig): RateLimits {
  const limiter = (name: string, points: number) => {
    const options = { keyPrefix: `${config.REDIS_PREFIX}limit:${name}`, points, duration: SECONDS };
    return new RateLimiterRedis({
      ...options,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  };
  const pair = (name: string, points: number) => ({
    remote: limiter(name, points),
    loopback: limiter(`${name}:loopback`, config.LIMIT_LOOPBACK_PER_MINUTE),
  });
  const byAddress = {
    signUp: pair('sign-up', config.LIMIT_SIGN_UP_PER_MINUTE),
    signIn: pair('sign-in', config.LIMIT_SIGN_IN_PER_MINUTE),
    refresh: pair('refresh', config.LIMIT_REFRESH_PER_MINUTE),
  };
  const byAccount = pair('account', config.LIMIT_SIGN_IN_PER_ACCOUNT_PER_MINUTE);

  return {
    spend: async (action, address) => {
      const { key, place } = locate(address);
      await spendOne(byAddress[action][place], key);
    },
    spendOnAccount: async (account, address) => {
      const limit = byAccount[locate(address).place];
      const key = account.toString('base64url');
      await spendOne(limit, key);
      return { giveBack: async () => void (await limit.reward(key).catch(() => undefined)) };
    },
  };
}

async function spendOne(limit: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limit.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new AppError('RATE_LIMITED', `Too many tries. Please wait ${retryAfter} seconds.`, { retryAfter });
  }
}

/** Whose budget an address spends: IPv6 hosts have a whole /64 to choose from, so that is what counts. */
function locate(address: string): { key: string; place: 'remote' | 'loopback' } {
  if (!ipaddr.isValid(address)) return { key: 'unknown', place: 'remote' };
  const parsed = ipaddr.process(address);
  const place = parsed.range() === 'loopback' ? 'loopback' : 'remote';
  const network = parsed.kind() === 'ipv6' ? parsed.toByteArray().slice(0, 8) : parsed.toByteArray();
  return { key: Buffer.from(network).toString('hex'), place };
}
