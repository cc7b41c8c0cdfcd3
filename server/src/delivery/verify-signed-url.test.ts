import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { describe, expect, it } from 'vitest';
import { createUrlSigner } from './sign-url.ts';
import { verifySignedUrl } from './verify-signed-url.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const origin = 'http://127.0.0.1:4100';
const keyPairId = 'KTEST';
const trust = { origin, publicKeys: new Map([[keyPairId, createPublicKey(privateKey)]]) };
const now = 1_795_000_000;
const viewer = '203.0.113.7';
const keyBase = 'u/01JDA0000000000000000000AA/Zr3_-kq9Yw0aBcDeFgHiJk';
const path = `/${keyBase}/original`;

const target = (url: string) => url.slice(origin.length);
const opens = (url: string, address: string | undefined = viewer, at = now) =>
  verifySignedUrl(target(url), address, at, trust)?.key === `${keyBase}/original`;

const signer = createUrlSigner({
  CDN_URL: origin,
  CDN_KEY_PAIR_ID: keyPairId,
  CDN_PRIVATE_KEY: pem(privateKey),
  CDN_WINDOW_SECONDS: 3600,
  CDN_MIN_LIFE_SECONDS: 3600,
  CDN_BIND_ADDRESS: true,
});
const grant = signer.grant({ memberId: 'M', address: viewer }, keyBase, now);
const signed = signer.url(await signer.sign(grant), 'original', {
  'response-content-disposition': 'attachment',
});

type Policy = { Resource?: string; from?: number; until?: number; ip?: string };
function withPolicy(
  { Resource = `${origin}${path}`, from, until = now + 60, ip }: Policy,
  url = `${origin}${path}`,
): string {
  const Condition = {
    DateLessThan: { 'AWS:EpochTime': until },
    ...(from === undefined ? {} : { DateGreaterThan: { 'AWS:EpochTime': from } }),
    ...(ip === undefined ? {} : { IpAddress: { 'AWS:SourceIp': ip } }),
  };
  const policy = JSON.stringify({ Statement: [{ Resource, Condition }] });
  return getSignedUrl({ url, policy, keyPairId, privateKey: pem(privateKey) });
}
const canned = (url = `${origin}${path}`, until = now + 60) =>
  getSignedUrl({ url, dateLessThan: new Date(until * 1000), keyPairId, privateKey: pem(privateKey) });

describe('signed URL at the edge', () => {
  it('opens with our own signature and hands on the rest of the query', () => {
    expect(opens(signed)).toBe(true);
    const request = verifySignedUrl(target(signed), viewer, now, trust);
    expect([...(request?.query ?? [])]).toEqual([['response-content-disposition', 'attachment']]);
  });

  it('opens with the AWS signer, custom or canned, SHA-1 or SHA-256', () => {
    expect(opens(withPolicy({}))).toBe(true);
    expect(opens(canned())).toBe(true);
    const sha256 = getSignedUrl({
      url: `${origin}${path}`,
      dateLessThan: new Date((now + 60) * 1000),
      keyPairId,
      privateKey: pem(privateKey),
      algorithm: 'SHA256',
    });
    expect(opens(sha256)).toBe(true);
    expect(opens(sha256.replace('&Hash-Algorithm=SHA256', ''))).toBe(false);
  });

  it('stays shut for every single changed character of policy or signature', () => {
    for (const name of ['Policy', 'Signature', 'Key-Pair-Id']) {
      const start = signed.indexOf(`${name}=`) + name.length + 1;
      const end = signed.indexOf('&', start) === -1 ? signed.length : signed.indexOf('&', start);
      // The last characters of base64 hold padding bits; the ones before them are all meant.
      for (let at = start; at < end - 4; at += 1) {
        const other = signed[at] === 'A' ? 'B' : 'A';
        expect(opens(`${signed.slice(0, at)}${other}${signed.slice(at + 1)}`), `${name} at ${at}`).toBe(
          false,
        );
      }
    }
  });

  it('stays shut where a part is missing, doubled, empty or of another kind', () => {
    const [bare = '', query = ''] = signed.split('?');
    const parts = query.split('&');
    expect(opens(bare)).toBe(false);
    expect(opens(`${bare}?`)).toBe(false);
    for (const part of parts.filter((text) => /^(Policy|Signature|Key-Pair-Id)=/.test(text))) {
      expect(opens(`${bare}?${parts.filter((text) => text !== part).join('&')}`), `without ${part}`).toBe(
        false,
      );
      expect(opens(`${bare}?${parts.join('&')}&${part}`), `twice ${part}`).toBe(false);
      expect(opens(signed.replace(part, `${part.split('=')[0]}=`)), `empty ${part}`).toBe(false);
    }
    expect(opens(`${signed}&Expires=${now + 60}`)).toBe(false);
    expect(opens(`${signed}&Hash-Algorithm=MD5`)).toBe(false);
  });

  it('stays shut with a foreign key, even under our key pair id', () => {
    const forged = getSignedUrl({
      url: `${origin}${path}`,
      dateLessThan: new Date((now + 60) * 1000),
      keyPairId,
      privateKey: pem(foreignKey),
    });
    expect(opens(forged)).toBe(false);
    expect(opens(canned().replace('KTEST', 'KOTHER'))).toBe(false);
  });

  it('opens one picture only', () => {
    const other = signed.replace(path, '/u/01JDA0000000000000000000AA/another_picture/original');
    expect(verifySignedUrl(target(other), viewer, now, trust)).toBeUndefined();
    const sibling = signed.replace('/original', 'x/original');
    expect(verifySignedUrl(target(sibling), viewer, now, trust)).toBeUndefined();
    const thumbnail = signed.replace('/original', '/r1/small.webp');
    expect(verifySignedUrl(target(thumbnail), viewer, now, trust)?.key).toBe(`${keyBase}/r1/small.webp`);
  });

  it('opens from DateGreaterThan until DateLessThan', () => {
    expect(opens(signed, viewer, grant.expires - 1)).toBe(true);
    expect(opens(signed, viewer, grant.expires)).toBe(false);
    expect(opens(withPolicy({ from: now - 1 }))).toBe(true);
    expect(opens(withPolicy({ from: now }))).toBe(false);
    expect(opens(canned(undefined, now))).toBe(false);
    expect(opens(canned().replace(/Expires=\d+/, `Expires=${now + 9999}`))).toBe(false);
  });

  it('opens for the address it is bound to alone; ::1 is 127.0.0.1', () => {
    for (const foreign of ['203.0.113.8', '::1', '2001:db8::1', '127.0.0.1', undefined]) {
      expect(verifySignedUrl(target(signed), foreign, now, trust), String(foreign)).toBeUndefined();
    }
    expect(opens(withPolicy({ ip: '203.0.113.0/24' }))).toBe(true);
    expect(opens(withPolicy({ ip: '203.0.113.7' }))).toBe(true);
    expect(opens(withPolicy({ ip: '0.0.0.0/0' }))).toBe(true);
    expect(opens(withPolicy({ ip: '127.0.0.1/32' }), '::1')).toBe(true);
    expect(opens(withPolicy({ ip: '127.0.0.1/32' }), '127.0.0.2')).toBe(false);
    expect(opens(withPolicy({ ip: 'rubbish' }))).toBe(false);
  });

  it('reads wildcards as CloudFront does', () => {
    const url = `${origin}${path}?size=large`;
    const shut = (Resource: string) => expect(opens(withPolicy({ Resource }, url)), Resource).toBe(false);
    const open = (Resource: string) => expect(opens(withPolicy({ Resource }, url)), Resource).toBe(true);
    for (const resource of [
      '*',
      `${origin}/*`,
      'http*://127.0.0.?:4100/u/*',
      `${origin}/u/*/original?size=large`,
    ])
      open(resource);
    open(`${origin}/u/*/original\\?size=*`);
    open(`${origin}${path}*`);
    shut(`${origin}${path}`);
    shut(`${origin}/u/*/large`);
    shut('http://*');
    shut('https://127.0.0.1:4100/*');
    shut(`${origin}/u/*/original\\?size=small`);
    shut(origin);
    shut('');
  });

  it('takes the path as it is written: no folder up, no encoding, no other prefix', () => {
    const everything = new URL(withPolicy({ Resource: '*' })).search;
    const wrong = [
      '/u/../secret',
      '/u/a/../../b',
      '/u/%2e%2e/secret',
      '/u/%252e%252e/secret',
      '/u/a%2Foriginal',
      '/u//a',
      '/u/a/',
      '/u/.hidden',
      '/v/a',
      '//u/a',
      '/u',
      'http://127.0.0.1:4100/u/a',
      '/u/a\\b',
      '/u/a;b',
      '*',
      '',
    ];
    for (const at of wrong)
      expect(verifySignedUrl(`${at}${everything}`, viewer, now, trust), at).toBeUndefined();
    expect(verifySignedUrl(`/u/a/b.c-d_e${everything}`, viewer, now, trust)?.key).toBe('u/a/b.c-d_e');
  });

  it('refuses a well-signed policy that is none', () => {
    for (const policy of [
      '{}',
      'null',
      '[]',
      '{"Statement":[]}',
      `{"Statement":[{"Resource":"*","Condition":{}}]}`,
    ]) {
      const url = getSignedUrl({ url: `${origin}${path}`, policy, keyPairId, privateKey: pem(privateKey) });
      expect(opens(url), policy).toBe(false);
    }
    const open = { Resource: '*', Condition: { DateLessThan: { 'AWS:EpochTime': now + 60 } } };
    for (const policy of [{ Statement: [open, open] }, { Statement: [{ Condition: open.Condition }] }]) {
      const url = getSignedUrl({
        url: `${origin}${path}`,
        policy: JSON.stringify(policy),
        keyPairId,
        privateKey: pem(privateKey),
      });
      expect(opens(url)).toBe(false);
    }
  });
});
