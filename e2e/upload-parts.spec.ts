import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page, Request } from '@playwright/test';
import { aDrag } from './drag.ts';
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

test('what was dropped goes on by itself after a reload, where the browser keeps the way to it', async ({
  albumPage: page,
  media,
}) => {
  test.setTimeout(patientMs);
  const parts = watchParts(page);
  await page.route(
    (url) => url.searchParams.has('partNumber'),
    async (route) => {
      if (isUpload(route.request()) && Number(partOf(route.request())) > 4) return;
      await route.continue();
    },
  );
  const drag = await aDrag(page, [media.bigMp4]);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
  await expect.poll(() => missingParts(page), { timeout: 300_000 }).toEqual([5, 6, 7]);
  // The browser takes its leave to read back when no page of the site has been there for a few seconds.
  const other = await page.context().newPage();
  await other.goto('/healthz');
  page.on('dialog', (dialog) => dialog.accept());
  await page.reload();
  parts.length = 0;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  // Nobody chooses the file again.
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible({
    timeout: 300_000,
  });
  for (const part of ['1', '2', '3', '4']) expect(parts).not.toContain(part);
  expect(await storedSha256(page)).toBe(sha256(await readFile(media.bigMp4)));
});
