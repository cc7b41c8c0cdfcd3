import { expect, it } from 'vitest';
import { CLOCK_WINDOW, signRequest, verifyRequest } from './signed-request.ts';

const key = 'k'.repeat(32);
const now = 1_800_000_000;
const parts = { method: 'POST', path: '/internal/renditions', body: Buffer.from('{"a":1}') };

it('lets in what was signed with one of the keys, and tells its nonce', () => {
  const header = signRequest(key, parts, now);
  const nonce = /nonce=([\w-]+)/.exec(header)?.[1];
  expect(verifyRequest([key], header, parts, now)).toEqual({ nonce });
  expect(verifyRequest(['n'.repeat(32), key], header, parts, now)).toEqual({ nonce });
  expect(signRequest(key, parts, now)).not.toBe(header);
});

it('lets nothing in that was signed without a key, or for anything else', () => {
  const header = signRequest(key, parts, now);
  expect(verifyRequest([], header, parts, now)).toBeUndefined();
  expect(verifyRequest(['n'.repeat(32)], header, parts, now)).toBeUndefined();
  expect(verifyRequest([key], undefined, parts, now)).toBeUndefined();
  for (const other of [
    { ...parts, method: 'PUT' },
    { ...parts, path: '/internal/renditions?x' },
    { ...parts, body: Buffer.from('{"a":2}') },
  ])
    expect(verifyRequest([key], header, other, now)).toBeUndefined();
  for (const [from, to] of [
    [/at=\d+/, `at=${now + 1}`],
    [/nonce=[\w-]{4}/, 'nonce=AAAA'],
    [/signature=[\w-]{4}/, 'signature=AAAA'],
    [/,signature=.*/, ''],
    [/$/, 'A'],
  ] as const)
    expect(verifyRequest([key], header.replace(from, to), parts, now)).toBeUndefined();
});

it('lets nothing in from beyond the window, in the past and in the future', () => {
  const header = signRequest(key, parts, now);
  expect(verifyRequest([key], header, parts, now + CLOCK_WINDOW)).toBeDefined();
  expect(verifyRequest([key], header, parts, now + CLOCK_WINDOW + 1)).toBeUndefined();
  expect(verifyRequest([key], header, parts, now - CLOCK_WINDOW - 1)).toBeUndefined();
});
