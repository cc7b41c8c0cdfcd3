import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import sharp from 'sharp';
import { makeTinyPngs } from './bench/made-files.ts';
import { aDrag } from './drag.ts';
import { filenamesIn } from './filenames-in.ts';
import { ask, expect, test } from './fixtures.ts';

const partOf = (request: Request) => new URL(request.url()).searchParams.get('partNumber');
const isUpload = (request: Request) => request.method() === 'PUT';
const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });

/** Numbers of the parts that the page sends from now on, in order. */
function watchParts(page: Page): string[] {
  const parts: string[] = [];
  page.on('request', (request) => {
    const part = partOf(request);
    if (isUpload(request) && part !== null) parts.push(part);
  });
  return parts;
}

/** For a file of many parts on a machine that has no time for it. */
const patientMs = 480_000;

/** What became of one try to send a part: the status of its answer, or `lost` where the page heard none. */
type Outcome = number | 'lost';

/** What becomes of the tries of each part from now on, in order. */
function watchTries(page: Page): Map<string, Outcome[]> {
  const tries = new Map<string, Outcome[]>();
  const answered = new WeakSet<Request>();
  const note = (request: Request, outcome: Outcome) => {
    const part = partOf(request);
    if (isUpload(request) && part !== null) tries.set(part, [...(tries.get(part) ?? []), outcome]);
  };
  page.on('response', (response) => {
    answered.add(response.request());
    note(response.request(), response.status());
  });
  page.on('requestfailed', (request) => {
    if (!answered.has(request)) note(request, 'lost');
  });
  return tries;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Numbers of the parts that the store lacks of the one file that is under way. */
async function missingParts(page: Page): Promise<number[]> {
  const { pendingUploads } = await ask<{
    pendingUploads: { nodes: { transfer: { missingParts: { number: number }[] } }[] };
  }>(
    page.request,
    '{pendingUploads(first:1){nodes{transfer{...on MultipartUpload{missingParts(first:10){number}}}}}}',
  );
  return pendingUploads.nodes.flatMap(({ transfer }) => transfer.missingParts.map(({ number }) => number));
}

/** Of the bytes that the newest album's cover was made of. */
async function storedSha256(page: Page): Promise<string> {
  const { albums } = await ask<{ albums: { nodes: { cover: { url: string } }[] } }>(
    page.request,
    '{albums(first:1){nodes{cover{url}}}}',
  );
  const stored = await page.request.get(albums.nodes[0]?.cover.url ?? '');
  return sha256(await stored.body());
}

// Before the album is on screen, files would be asked which album they belong to.
test.beforeEach(async ({ albumPage }) => {
  // Every byte of a request that a test looks into passes through the test's own process.
  test.slow();
  await expect(albumPage.getByRole('heading', { name: 'Summer' })).toBeVisible();
});

// The browser talks to the store from another origin, so a made-up answer needs its permission, too.
const fromStore = (page: Page) => ({
  'Access-Control-Allow-Origin': new URL(page.url()).origin,
  'Access-Control-Expose-Headers': 'Retry-After',
});

test('a part that breaks twice, a busy store and an address that expired cost no other part', async ({
  albumPage: page,
  media,
}) => {
  test.setTimeout(patientMs);
  const tries = watchTries(page);
  const failures = new Map([
    ['3', ['broken', 'broken']],
    ['4', ['busy']],
    ['6', ['expired']],
  ]);
  await page.route(
    (url) => url.searchParams.has('partNumber'),
    async (route) => {
      const failure = isUpload(route.request())
        ? failures.get(partOf(route.request()) ?? '')?.shift()
        : undefined;
      if (failure === 'broken') await route.abort('connectionreset');
      else if (failure === 'busy')
        await route.fulfill({ status: 503, headers: { ...fromStore(page), 'Retry-After': '1' } });
      else if (failure === 'expired') await route.fulfill({ status: 403, headers: fromStore(page) });
      else await route.continue();
    },
  );
  await page.locator('input[name=files]').setInputFiles(media.bigMp4);
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible({
    timeout: 300_000,
  });
  const failed: Record<string, Outcome[]> = { 3: ['lost', 'lost'], 4: [503], 6: [403] };
  const parts = ['1', '2', '3', '4', '5', '6', '7'];
  expect([...tries.keys()].sort()).toEqual(parts);
  for (const part of parts) {
    const outcomes = tries.get(part) ?? [];
    const wanted = failed[part] ?? [];
    // A busy machine may lose more of them, also one that it was to hear the store's refusal of.
    expect(outcomes.length, `tries of part ${part}`).toBeGreaterThan(wanted.length);
    expect([...wanted, 'lost']).toEqual(expect.arrayContaining(outcomes.slice(0, -1)));
    // What was lost on the way back has arrived: the store names it, and it is not sent again.
    expect([200, 'lost'], `the end of part ${part}`).toContain(outcomes.at(-1));
  }
  expect(await storedSha256(page)).toBe(sha256(await readFile(media.bigMp4)));
});

test('after a reload the same file goes on, and only missing parts are sent', async ({
  albumPage: page,
  media,
}) => {
  // Where a part takes too long, the others wait for those that get no answer, half a minute each.
  test.setTimeout(patientMs);
  const parts = watchParts(page);
  await page.route(
    (url) => url.searchParams.has('partNumber'),
    async (route) => {
      // Four parts arrive; the others never get an answer before the page goes.
      if (isUpload(route.request()) && Number(partOf(route.request())) > 4) return;
      await route.continue();
    },
  );
  await page.locator('input[name=files]').setInputFiles(media.bigMp4);
  // By the server's word: on a busy machine the page may not hear of a part that has arrived.
  await expect.poll(() => missingParts(page), { timeout: 300_000 }).toEqual([5, 6, 7]);
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  parts.length = 0;

  await expect(tray(page).getByText('1 file did not finish last time.')).toBeVisible();
  await page.locator('input[name=again]').setInputFiles(media.bigMp4);
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible({
    timeout: 300_000,
  });
  // On a busy machine one of them may be lost, and is sent again.
  expect([...new Set(parts)].sort()).toEqual(['5', '6', '7']);
  await expect(page.getByRole('gridcell')).toHaveCount(1);
  expect(await storedSha256(page)).toBe(sha256(await readFile(media.bigMp4)));
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

test('of many small files in one drop every one arrives, and none twice', async ({ albumPage: page }) => {
  const root = await makeTinyPngs(await mkdtemp(join(tmpdir(), 'picup-drop-')), 300);
  let sent = 0;
  page.on('request', (request) => {
    if (isUpload(request)) sent += 1;
  });
  const drag = await aDrag(page, [root]);
  await drag('dragEnter');
  await drag('dragOver');
  await drag('drop');
  await page.getByRole('button', { name: 'All into Summer' }).click();
  await expect(tray(page).getByRole('heading', { name: 'All 300 files are up' })).toBeVisible({
    timeout: 60_000,
  });
  expect(sent).toBe(300);

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
