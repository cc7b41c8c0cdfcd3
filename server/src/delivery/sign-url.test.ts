import { generateKeyPairSync } from 'node:crypto';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCloudfrontBase64 } from './cloudfront-policy.ts';
import { attachmentDisposition } from './content-disposition.ts';
import { createUrlSigner, type SigningConfig } from './sign-url.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const config: SigningConfig = {
  CDN_URL: 'https://d111111abcdef8.cloudfront.net',
  CDN_KEY_PAIR_ID: 'K2JCJMDEHXQW5F',
  CDN_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  CDN_WINDOW_SECONDS: 21_600,
  CDN_MIN_LIFE_SECONDS: 21_600,
  CDN_BIND_ADDRESS: true,
};
const signer = createUrlSigner(config);
const member = { memberId: '01JDA0000000000000000000AA', address: '203.0.113.7' };
const keyBase = 'u/01JDA0000000000000000000AA/Zr3_-kq9Yw0aBcDeFgHiJk';
const now = 1_795_000_000;

const policyIn = (url: string) =>
  JSON.parse(fromCloudfrontBase64(new URL(url).searchParams.get('Policy') ?? '')?.toString() ?? '');

describe('signed URL', () => {
  it("equals the AWS signer's byte for byte, for any file name, viewer and moment", async () => {
    const names = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        '여름 휴가 🏖️.jpg',
        `a"b\\c'd(e)*!~.mp4`,
        'x\r\nSet-Cookie: a=b.png',
        '%41%zz+&=#?.gif',
        '\ud800.png',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          file: fc.constantFrom('original', 'r1/small.webp', 'r12/large.webp'),
          name: fc.option(names),
        }),
        fc.constantFrom('203.0.113.7', '::1', undefined),
        fc.integer({ min: 0, max: 2 ** 33 }),
        async ({ file, name }, address, at) => {
          const grant = signer.grant({ ...member, address }, keyBase, at);
          const query =
            name === null ? undefined : { 'response-content-disposition': attachmentDisposition(name) };
          const ours = signer.url(await signer.sign(grant), file, query);
          const policy =
            fromCloudfrontBase64(new URL(ours).searchParams.get('Policy') ?? '')?.toString() ?? '';
          const [plain = ''] = ours.split(/[?&]Policy=/);
          const theirs = getSignedUrl({
            url: plain,
            policy,
            keyPairId: config.CDN_KEY_PAIR_ID,
            privateKey: config.CDN_PRIVATE_KEY,
          });
          expect(ours).toBe(theirs);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('writes the policy that the AWS signer would write itself', async () => {
    const grant = signer.grant(member, keyBase, now);
    const ours = signer.url(await signer.sign(grant), 'original');
    const theirs = getSignedUrl({
      url: `${config.CDN_URL}/${keyBase}/*`,
      dateLessThan: new Date(grant.expires * 1000),
      ipAddress: '203.0.113.7',
      keyPairId: config.CDN_KEY_PAIR_ID,
      privateKey: config.CDN_PRIVATE_KEY,
    });
    expect(new URL(ours).search).toBe(new URL(theirs).search);
  });

  it('lets a viewer over IPv4 in from his address alone, and one over IPv6 from anywhere', async () => {
    const bound = signer.url(await signer.sign(signer.grant(member, keyBase, now)), 'original');
    expect(policyIn(bound).Statement).toEqual([
      {
        Resource: `https://d111111abcdef8.cloudfront.net/${keyBase}/*`,
        Condition: {
          DateLessThan: { 'AWS:EpochTime': signer.grant(member, keyBase, now).expires },
          IpAddress: { 'AWS:SourceIp': '203.0.113.7/32' },
        },
      },
    ]);
    for (const address of ['::1', '2001:db8::1', undefined]) {
      const free = signer.url(
        await signer.sign(signer.grant({ ...member, address }, keyBase, now)),
        'original',
      );
      expect(policyIn(free).Statement[0].Condition.IpAddress).toBeUndefined();
    }
  });

  it('binds nobody where the setting says so', () => {
    const loose = createUrlSigner({ ...config, CDN_BIND_ADDRESS: false });
    expect(loose.grant(member, keyBase, now).boundTo).toBeUndefined();
  });

  it('refuses a key base that would widen the policy', () => {
    for (const wide of ['u/*', 'u/a?c', 'u/../v', 'v/a', 'u/', 'u/a/', 'u//a', 'u/a"b', 'u/한', 'u/a%2f']) {
      expect(() => signer.grant(member, wide, now), wide).toThrow(RangeError);
    }
  });

  it('refuses a key that signs differently each time, and an address that is more than an origin', () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const pem = curve.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => createUrlSigner({ ...config, CDN_PRIVATE_KEY: pem })).toThrow(/RSA/);
    expect(() => createUrlSigner({ ...config, CDN_URL: 'https://cdn.example/media' })).toThrow(/CDN_URL/);
  });

  it("stays below CloudFront's 8192 bytes with the longest names", async () => {
    const grant = await signer.sign(signer.grant({ ...member, address: '255.255.255.255' }, keyBase, now));
    for (const name of ['가'.repeat(255), '🏖'.repeat(255), '"'.repeat(255)]) {
      const url = signer.url(grant, 'original', {
        'response-content-disposition': attachmentDisposition(name),
      });
      expect(url.length).toBeLessThan(8192);
    }
  });
});
