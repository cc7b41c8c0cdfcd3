import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import sharp from 'sharp';
import { makeTinyPngs } from './bench/made-files.ts';
import { aDrag } from './drag.ts';
import { filenamesIn } from './filenames-in.ts';
import { ask, expect, test } from './fixtures.ts';

const isUpload = (request: Request) => request.method() === 'PUT';
const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });

// Before the album is on screen, files would be asked which album they belong to.
test.beforeEach(async ({ albumPage }) => {
  // Every byte of a request that a test looks into passes through the test's own process.
  test.slow();
  await expect(albumPage.getByRole('heading', { name: 'Summer' })).toBeVisible();
});

test('a folder that is chosen keeps its folders, and a picture that is pasted goes up', async ({
  albumPage: page,
  media,
}) => {
  const root = await mkdtemp(join(tmpdir(), 'picup-chosen-'));
  await mkdir(join(root, 'Trip', 'Day 1'), { recursive: true });
  await copyFile(media.png, join(root, 'Trip', 'Day 1', 'inside.png'));
  await page.locator('input[name=folder]').setInputFiles(join(root, 'Trip'));
  await page.getByRole('button', { name: 'An album for each folder' }).click();
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  await rm(root, { recursive: true });

  await page.evaluate(
    (bytes) => {
      const clipboardData = new DataTransfer();
      const file = new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' });
      clipboardData.items.add(file);
      document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData }));
    },
    [
      ...(await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
        .png()
        .toBuffer()),
    ],
  );
  const filesByAlbum = async () => {
    const { albums } = await ask<{
      albums: { nodes: { name: string; pictures: { nodes: { filename: string }[] } }[] };
    }>(page.request, '{albums(first:10){nodes{name pictures{nodes{filename}}}}}');
    return Object.fromEntries(
      albums.nodes.map(({ name, pictures }) => [name, pictures.nodes.map(({ filename }) => filename)]),
    );
  };
  await expect.poll(filesByAlbum).toEqual({
    'Day 1': ['inside.png'],
    Summer: [expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/)],
  });
});

test('without a network uploads wait, and go on by themselves', async ({
  albumPage: page,
  media,
  context,
}) => {
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    async (route) => {
      if (!isUpload(route.request())) await route.continue();
    },
  );
  await page.locator('input[name=files]').setInputFiles([media.png, media.rotatedJpeg]);
  await expect(tray(page).getByText('Uploading 0%').first()).toBeVisible();
  await context.setOffline(true);
  await expect(tray(page).getByText('You are offline. It goes on by itself.')).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  await expect(tray(page).getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();
});

test('a connection that has gone silent is given up, and its file is sent anew', async ({
  albumPage: page,
  media,
}) => {
  await page.clock.install();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  let sent = 0;
  // The first never has an answer, as where a phone has changed its network.
  await page.route('**', async (route) => {
    if (!isUpload(route.request())) return route.fallback();
    sent += 1;
    if (sent > 1) await route.continue();
  });
  await page.locator('input[name=files]').setInputFiles(media.png);
  await expect.poll(() => sent).toBe(1);
  await page.clock.fastForward(20_000);
  expect(sent).toBe(1);
  await page.clock.fastForward(110_000);
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  expect(sent).toBe(2);
  expect(await filenamesIn(page.request, new URL(page.url()).pathname.split('/').at(-1) ?? '')).toHaveLength(
    1,
  );
});

test('what cannot be taken is named with its reason, and the rest arrives', async ({
  albumPage: page,
  media,
}) => {
  await page.locator('input[name=files]').setInputFiles([
    { name: 'picture.png', mimeType: 'image/png', buffer: await readFile(media.png) },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') },
    { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
  ]);
  await expect(tray(page).getByRole('heading', { name: '1 uploaded, 2 not' })).toBeVisible();
  await expect(tray(page).getByText('Not a photo or video')).toBeVisible();
  await expect(tray(page).getByText('This file is empty')).toBeVisible();
});

test('what is dropped while a question is open is asked about after it', async ({
  albumPage: page,
  media,
}) => {
  const root = await mkdtemp(join(tmpdir(), 'picup-drop-'));
  await copyFile(media.png, join(root, 'inside.png'));
  const first = await aDrag(page, [root]);
  const second = await aDrag(page, [media.rotatedJpeg]);
  for (const drag of [first, second]) {
    await drag('dragEnter');
    await drag('dragOver');
    await drag('drop');
    await expect(page.getByRole('dialog')).toBeVisible();
  }
  await page.getByRole('button', { name: 'All into Summer' }).click();
  await expect(tray(page).getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();
  await rm(root, { recursive: true });
});

declare global {
  interface Window {
    /** When a screen reader was told something of the uploads, in milliseconds since the page began. */
    picupSaid: number[];
  }
}

/** Runs in the page: notes when its words for screen readers change. */
function noteWords(): void {
  const said: number[] = [];
  window.picupSaid = said;
  const words = document.querySelector('div[role=status].visually-hidden');
  if (!words) throw new Error('The page tells screen readers nothing.');
  new MutationObserver(() => said.push(performance.now())).observe(words, {
    characterData: true,
    childList: true,
    subtree: true,
  });
}

test('of many small files in one drop every one arrives, and none twice', async ({ albumPage: page }) => {
  const root = await makeTinyPngs(await mkdtemp(join(tmpdir(), 'picup-drop-')), 300);
  let sent = 0;
  page.on('request', (request) => {
    if (isUpload(request)) sent += 1;
  });
  await page.locator('div[role=status].visually-hidden').waitFor({ state: 'attached' });
  await page.evaluate(noteWords);
  const drag = await aDrag(page, [root]);
  await drag('dragEnter');
  await drag('dragOver');
  await drag('drop');
  await page.getByRole('button', { name: 'All into Summer' }).click();
  await expect(tray(page).getByRole('heading', { name: 'All 300 files are up' })).toBeVisible({
    timeout: 60_000,
  });
  expect(sent).toBe(300);
  // Of all these rows only those in view are in the page.
  expect(await tray(page).getByRole('listitem').count()).toBeLessThan(20);
  await expect(tray(page).getByRole('listitem').first()).toHaveAttribute('aria-setsize', '300');

  // Who listens is told how it stands every five seconds, and how it ended; not of each file.
  await expect(page.getByRole('status').filter({ hasText: 'All 300 files are up' })).toBeAttached();
  const said = await page.evaluate(() => window.picupSaid);
  const seconds = ((said.at(-1) ?? 0) - (said[0] ?? 0)) / 1000;
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThanOrEqual(seconds / 5 + 3);

  const names = await filenamesIn(page.request, page.url().split('/').at(-1) ?? '');
  expect(names).toHaveLength(300);
  expect(new Set(names).size).toBe(300);
  await rm(root, { recursive: true });
});

test('a dropped folder is walked to its end and can become an album for each folder', async ({
  albumPage: page,
}) => {
  const root = await mkdtemp(join(tmpdir(), 'picup-drop-'));
  const folders = ['Trip', 'Trip/Day 1', 'Trip/Day 2/Beach'];
  let red = 0;
  for (const folder of folders) {
    await mkdir(join(root, folder), { recursive: true });
    red += 60;
    const image = sharp({
      create: { width: 40, height: 30, channels: 3, background: { r: red, g: 90, b: 90 } },
    });
    await image.png().toFile(join(root, folder, `photo ${red}.png`));
  }
  await writeFile(join(root, 'Trip', '.DS_Store'), 'not for eyes');

  const drag = await aDrag(page, [join(root, 'Trip')]);
  await drag('dragEnter');
  await drag('dragOver');
  await expect(page.getByText('Drop to add to Summer')).toBeVisible();
  await drag('drop');
  await page.getByRole('button', { name: 'An album for each folder' }).click();
  await expect(tray(page).getByRole('heading', { name: 'All 3 files are up' })).toBeVisible();

  const { albums } = await ask<{ albums: { nodes: { name: string; pictureCount: number }[] } }>(
    page.request,
    '{albums(first:10){nodes{name pictureCount}}}',
  );
  expect(Object.fromEntries(albums.nodes.map(({ name, pictureCount }) => [name, pictureCount]))).toEqual({
    Trip: 1,
    'Day 1': 1,
    Beach: 1,
    Summer: 0,
  });
  await rm(root, { recursive: true });
});
