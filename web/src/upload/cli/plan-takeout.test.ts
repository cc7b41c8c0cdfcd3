import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planTakeout } from './plan-takeout.ts';
import { createThreadHash, type ThreadHash } from './thread-hash.ts';
import { walkFolder } from './walk-folder.ts';

let folder: string;
let hash: ThreadHash;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picup-takeout-'));
  hash = createThreadHash();
});
afterEach(async () => {
  await hash.close();
  await rm(folder, { recursive: true });
});

const photos = 'Takeout/Google Photos';
const taken = (title: string, seconds: number, more: object = {}) =>
  JSON.stringify({ title, photoTakenTime: { timestamp: String(seconds) }, ...more });

async function planOf(files: Record<string, string>, rest: string | null = null) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const plan = await planTakeout((await walkFolder(folder)).files, rest, hash.hashPath);
  const names = (list: readonly { path: string }[]) => list.map(({ path }) => path.slice(folder.length + 1));
  return {
    files: Object.fromEntries(
      plan.files.map(({ file, album, takenAt }) => [
        file.path.slice(folder.length + 1),
        takenAt === null ? album : `${album} ${takenAt.toISOString()}`,
      ]),
    ),
    copies: names(plan.copies),
    trashed: names(plan.trashed),
  };
}

test('a photo in an album and in the folder of its year goes once, to the album, with its date', async () => {
  const plan = await planOf({
    [`${photos}/Photos from 2019/IMG_1.jpg`]: 'beach',
    [`${photos}/Photos from 2019/IMG_1.jpg.supplemental-metadata.json`]: taken('IMG_1.jpg', 1564841106),
    [`${photos}/Photos from 2019/IMG_2.jpg`]: 'hills',
    [`${photos}/Photos from 2019/IMG_2.jpg.json`]: taken('IMG_2.jpg', 1564841107),
    [`${photos}/Jeju trip_/metadata.json`]: JSON.stringify({ title: 'Jeju trip?', access: 'protected' }),
    // Nothing stands beside this copy of it.
    [`${photos}/Jeju trip_/IMG_1.jpg`]: 'beach',
    [`${photos}/archive_browser.html`]: '<html>',
    [`${photos}/print-subscriptions.json`]: '{}',
  });
  expect(plan).toEqual({
    files: {
      [`${photos}/Jeju trip_/IMG_1.jpg`]: 'Jeju trip? 2019-08-03T14:05:06.000Z',
      [`${photos}/Photos from 2019/IMG_2.jpg`]: 'Google Photos 2019-08-03T14:05:07.000Z',
      [`${photos}/archive_browser.html`]: 'Google Photos',
    },
    copies: [`${photos}/Photos from 2019/IMG_1.jpg`],
    trashed: [],
  });
});

test('an export in several archives is one: a photo may lie in one and what is said of it in another', async () => {
  const plan = await planOf(
    {
      [`takeout-1/${photos}/Photos from 2020/a.png`]: 'a',
      [`takeout-2/${photos}/Photos from 2020/a.png.json`]: taken('a.png', 1577836800),
      [`takeout-1/${photos}/제주/b.png`]: 'bb',
      [`takeout-2/${photos}/제주/메타데이터.json`]: JSON.stringify({ title: '' }),
    },
    'Old photos',
  );
  expect(plan.files).toEqual({
    [`takeout-1/${photos}/Photos from 2020/a.png`]: 'Old photos 2020-01-01T00:00:00.000Z',
    [`takeout-1/${photos}/제주/b.png`]: '제주',
  });
});

test('what was in the trash stays out, and files of one size with other bytes stay in', async () => {
  const plan = await planOf({
    [`${photos}/Trash/gone.jpg`]: 'gone',
    [`${photos}/Trash/gone.jpg.json`]: taken('gone.jpg', 1577836800, { trashed: true }),
    [`${photos}/Photos from 2021/one.jpg`]: 'one',
    [`${photos}/Photos from 2021/two.jpg`]: 'two',
    [`${photos}/Photos from 2021/broken.jpg.json`]: '{"title":',
  });
  expect(plan.trashed).toEqual([`${photos}/Trash/gone.jpg`]);
  expect(Object.keys(plan.files)).toEqual([
    `${photos}/Photos from 2021/one.jpg`,
    `${photos}/Photos from 2021/two.jpg`,
  ]);
});
