import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiskFile } from './disk-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picup-disk-file-'));
  path = join(folder, 'a.bin');
});
afterEach(() => rm(folder, { recursive: true }));

test('a slice of a slice is read from its own stretch of the file', async () => {
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
  await writeFile(path, bytes);
  const file = await openDiskFile(path);
  const slice = file.slice(1_000, 2_500_000).slice(500, 2_000_000);
  expect([file.size, slice.size, slice.lastModified]).toEqual([3_000_000, 1_999_500, file.lastModified]);
  expect((await buffer(slice.read())).equals(bytes.subarray(1_500, 2_001_000))).toBe(true);
  expect(Buffer.from(await slice.slice(0, 4).arrayBuffer()).equals(bytes.subarray(1_500, 1_504))).toBe(true);
  expect((await buffer(file.slice(2_999_999, 9_000_000).read())).length).toBe(1);
});

test('a file that has changed is not read for the one that was chosen', async () => {
  await writeFile(path, 'before');
  const file = await openDiskFile(path);
  await writeFile(path, 'after!');
  await utimes(path, new Date(1_000), new Date(1_000));
  await expect(buffer(file.read())).rejects.toMatchObject({ name: 'ChangedFile' });
  await expect(file.slice(0, 1).arrayBuffer()).rejects.toMatchObject({ name: 'ChangedFile' });
});

test('a file that changes while it is read is not taken for whole', async () => {
  await writeFile(path, Buffer.alloc(4_000_000));
  const file = await openDiskFile(path);
  const reading = file.read()[Symbol.asyncIterator]();
  await reading.next();
  await utimes(path, new Date(1_000), new Date(1_000));
  const rest = async () => {
    while (!(await reading.next()).done);
  };
  await expect(rest()).rejects.toMatchObject({ name: 'ChangedFile' });
});
