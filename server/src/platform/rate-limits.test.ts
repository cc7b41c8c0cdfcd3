import { describe, expect, it } from 'vitest';
import { aMember } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { until, Wire } from '../testing/wire.ts';
import { createRateLimits } from './rate-limits.ts';
import { openRedis } from './redis.ts';

const redis = new Wire(process.env.REDIS_URL ?? '');
await redis.open();
const harness = await openHarness({
  wires: { redis },
  env: {
    LIMIT_SIGN_UP_PER_MINUTE: '3',
    LIMIT_SIGN_IN_PER_MINUTE: '8',
    LIMIT_SIGN_IN_PER_ACCOUNT_PER_MINUTE: '4',
    LIMIT_REFRESH_PER_MINUTE: '3',
  },
});
const { limits } = harness.deps;
// Until Redis is there, each process counts by itself.
await until(() => harness.deps.redis.status === 'ready');

const signIn = (username: string, password: string, address: string) =>
  harness.api(
    'mutation ($input: SignInInput!) { signIn(input: $input) { member { id } } }',
    { input: { username, password, transport: 'TOKEN' } },
    { address },
  );

/** How many of so many tries pass. */
async function passing(tries: number, one: () => Promise<unknown>): Promise<number> {
  let passed = 0;
  for (let i = 0; i < tries; i += 1)
    await one().then(
      () => (passed += 1),
      () => undefined,
    );
  return passed;
}

describe('a throttle', () => {
  it('stops an address with RATE_LIMITED and says how long, also in HTTP', async () => {
    const address = '203.0.113.1';
    for (let i = 0; i < 3; i += 1) expect((await refresh(address)).codes).toEqual(['UNAUTHENTICATED']);
    const { errors, headers } = await refresh(address);
    expect(errors).toMatchObject([{ code: 'RATE_LIMITED', retryAfter: expect.any(Number) }]);
    expect(errors[0]?.retryAfter).toBeGreaterThan(0);
    expect(errors[0]?.retryAfter).toBeLessThanOrEqual(60);
    expect(headers.get('retry-after')).toBe(String(errors[0]?.retryAfter));
    expect((await refresh('203.0.113.2')).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('counts each address and each action by itself', async () => {
    expect(await passing(5, () => limits.spend('signUp', '198.51.100.1'))).toBe(3);
    expect(await passing(5, () => limits.spend('signUp', '198.51.100.2'))).toBe(3);
    expect(await passing(5, () => limits.spend('refresh', '198.51.100.1'))).toBe(3);
  });

  it('takes the addresses of one IPv6 network for one', async () => {
    let host = 0;
    const next = () => {
      host += 1;
      return limits.spend('signUp', `2001:db8:1:1::${host.toString(16)}`);
    };
    expect(await passing(6, next)).toBe(3);
    await limits.spend('signUp', '2001:db8:1:2::1');
  });

  it('lets the machine itself try 200 times a minute, on both families, also one account', async () => {
    for (const address of ['127.0.0.1', '::1', '127.0.0.2'])
      expect(await passing(205, () => limits.spend('refresh', address))).toBe(200);
    const account = Buffer.from('someone');
    expect(await passing(205, () => limits.spendOnAccount(account, '127.0.0.1'))).toBe(200);
    expect(await passing(9, () => limits.spendOnAccount(account, '203.0.113.3'))).toBe(4);
  });

  it('protects an account from many addresses, without slowing its owner down', async () => {
    const { username, password } = await aMember(harness);
    for (let i = 0; i < 6; i += 1)
      expect((await signIn(username, password, `192.0.2.${i}`)).errors).toEqual([]);
    for (let i = 0; i < 4; i += 1)
      expect((await signIn(username, 'a wrong guess', `192.0.2.1${i}`)).codes).toEqual([
        'INVALID_CREDENTIALS',
      ]);
    expect((await signIn(username, password, '192.0.2.99')).codes).toEqual(['RATE_LIMITED']);
    expect((await signIn(username, password, '127.0.0.1')).errors).toEqual([]);
  });

  it('is not fooled by what a client writes into X-Forwarded-For', async () => {
    let fake = 0;
    const codes: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      fake += 1;
      codes.push(...(await refresh(`10.9.8.${fake}, 203.0.113.77`)).codes);
    }
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(2);
  });

  it('is shared by processes, and goes on in each while Redis is away', async () => {
    const connection = openRedis(harness.config, harness.deps.log, 'second');
    await new Promise((resolve) => connection.once('ready', resolve));
    const second = createRateLimits(connection, harness.config);
    expect(await passing(2, () => limits.spend('signUp', '198.51.100.9'))).toBe(2);
    expect(await passing(3, () => second.spend('signUp', '198.51.100.9'))).toBe(1);
    await redis.cut();
    expect(await passing(5, () => limits.spend('signUp', '198.51.100.10'))).toBe(3);
    expect(await passing(5, () => second.spend('signUp', '198.51.100.10'))).toBe(3);
    await redis.open();
    connection.disconnect();
  });
});

const refresh = (address: string) =>
  harness.api('mutation { refreshSession(input: { refreshToken: "x" }) { member { id } } }', {}, { address });
