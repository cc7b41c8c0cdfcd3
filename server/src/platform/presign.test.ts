import { expect, test } from 'vitest';
import { presign } from './presign.ts';

test("signs AWS's own example to the published signature", () => {
  const url = presign(
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: {},
      expiresIn: 86_400,
    },
    { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    'us-east-1',
    new Date('2013-05-24T00:00:00Z'),
  );
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test('names every header the sender must send', () => {
  const url = presign(
    {
      method: 'PUT',
      url: new URL('http://127.0.0.1:9/bucket/u/key'),
      headers: { 'if-none-match': '*', 'content-length': '10', 'content-type': 'image/png' },
      expiresIn: 60,
    },
    { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T+/=' },
    'eu-west-1',
  );
  const query = new URL(url).searchParams;
  expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;if-none-match');
  expect(query.get('X-Amz-Security-Token')).toBe('T+/=');
});
