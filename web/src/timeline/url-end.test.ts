import { expect, it } from 'vitest';
import { urlEnd } from './url-end.ts';

const policy = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

it('reads when a signed address ends, and leaves to the attempt what it can not read', () => {
  const signed = policy(
    '{"Statement":[{"Resource":"https://cdn/u/m/??>>/*","Condition":{"DateLessThan":{"AWS:EpochTime":1795000000}}}]}',
  );
  expect(urlEnd(`https://cdn/u/m/p/r1/small.webp?Policy=${signed}&Key-Pair-Id=K&Signature=x`)).toBe(
    1_795_000_000_000,
  );
  for (const url of [null, 'https://cdn/small.webp', 'https://cdn/small.webp?Policy=%%%&Signature=x'])
    expect(urlEnd(url)).toBe(Number.POSITIVE_INFINITY);
});
