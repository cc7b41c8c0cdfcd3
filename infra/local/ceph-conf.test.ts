import { expect, it } from 'vitest';
import { cephConf, cephKeyring, storeBytes } from './ceph-conf.ts';

const GIB = 1024 ** 3;

it('makes the store nearly as large as the room there is, within bounds, in whole units', () => {
  expect(storeBytes(100 * GIB)).toBeGreaterThan(89 * GIB);
  expect(storeBytes(100 * GIB)).toBeLessThanOrEqual(90 * GIB);
  expect(storeBytes(99.7 * GIB) % (64 * 1024 ** 2)).toBe(0);
  expect(storeBytes(9000 * GIB)).toBe(2048 * GIB);
  expect(storeBytes(0)).toBe(4 * GIB);
});

it('gives every member of the cluster a key of its own in the form that Ceph reads', () => {
  const keys = [...cephKeyring().matchAll(/key = (.+)/g)].map(([, key = '']) => Buffer.from(key, 'base64'));
  expect(keys.map((key) => key.length)).toEqual([28, 28, 28, 28]);
  expect(keys.map((key) => [key.readUInt16LE(0), key.readUInt16LE(10)])).toEqual(Array(4).fill([1, 16]));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(4);
});

it('keeps the cluster on the loopback address and its files in its folder', () => {
  const conf = cephConf({
    folder: '/data/ceph',
    fsid: 'f',
    monPort: 20_000,
    s3Port: 21_000,
    storeBytes: GIB,
  });
  expect(conf.match(/\d+\.\d+\.\d+\.\d+/g)?.every((address) => address === '127.0.0.1')).toBe(true);
  expect(conf.match(/= (\/\S+)/g)?.every((path) => path.startsWith('= /data/ceph'))).toBe(true);
});
