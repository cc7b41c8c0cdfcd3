import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

// The panel by its place: its name is another one in every language.
const panel = (page: Page) =>
  page.locator('section').filter({ has: page.locator('h2 + button, h2 ~ button') });

/** Lets no byte reach the store from now on; the answer lets it through again. */
async function holdBytes(page: Page): Promise<() => Promise<void>> {
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    async (route) => {
      if (route.request().method() !== 'PUT') await route.continue();
    },
  );
  return () => page.unrouteAll({ behavior: 'ignoreErrors' });
}

/** Whether the browser would ask before the page closes. */
const warns = (page: Page) =>
  page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en-US', 'ko-KR'])
    test.describe(`${colorScheme} ${locale}`, () => {
      test.use({ colorScheme, locale });

      test('the panel has no violation in any of its states', async ({ albumPage: page, media }) => {
        const files = page.locator('input[name=files]');
        await files.setInputFiles(media.png);
        await expect(page.getByRole('gridcell').getByRole('link')).toHaveCount(1);
        const letGo = await holdBytes(page);
        await files.setInputFiles(media.mp4);
        // The one before it may not have been forgotten yet.
        await expect.poll(() => keptUploads(page)).toContain('clip.mp4');
        page.on('dialog', (dialog) => dialog.accept());
        await page.reload();
        await letGo();
        await holdBytes(page);
        await files.setInputFiles([
          { name: 'picture.png', mimeType: 'image/png', buffer: await readFile(media.png) },
          { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') },
          { name: 'turned.jpg', mimeType: 'image/jpeg', buffer: await readFile(media.rotatedJpeg) },
        ]);
        await expect(page.getByRole('group')).toBeVisible();
        await expect(panel(page).getByRole('listitem')).toHaveCount(4);
        await noViolation(page);
        await panel(page).locator('header button[aria-expanded]').click();
        await expect(panel(page).getByRole('list')).toHaveCount(0);
        await noViolation(page);
      });
    });

/** The files that the browser would remember if the page closed now. */
function keptUploads(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('picup.uploads');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const records: IDBRequest<{ name: string }[]> = opening.result
            .transaction('files')
            .objectStore('files')
            .getAll();
          records.onsuccess = () => resolve(records.result.map(({ name }) => name));
        };
      }),
  );
}

async function noViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include('section')
    .options({ rules: { 'target-size': { enabled: true } } })
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

declare global {
  interface Window {
    /** Every lock that the page has taken on the screen. */
    picupLocks: WakeLockSentinel[];
  }
}

/** Runs in the page: notes what keeps the screen on. */
function noteLocks(): void {
  const locks: WakeLockSentinel[] = [];
  window.picupLocks = locks;
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function note(type) {
    const lock = await request.call(this, type);
    locks.push(lock);
    return lock;
  };
}

/** Whether something keeps the screen on. */
const keepsAwake = (page: Page) => page.evaluate(() => window.picupLocks.some(({ released }) => !released));

test('the panel stays from page to page; a closing tab warns and the screen stays on only while bytes move', async ({
  albumPage: page,
  media,
}) => {
  const tray = page.getByRole('region', { name: 'Uploads' });
  await page.evaluate(noteLocks);
  const letGo = await holdBytes(page);
  await page.locator('input[name=files]').setInputFiles([media.png, media.rotatedJpeg, media.heic]);
  await expect(tray.getByText('Uploading 0%')).toHaveCount(3);
  await expect(page).toHaveTitle(/^0% · /);
  await expect.poll(() => warns(page)).toBe(true);
  await expect.poll(() => keepsAwake(page)).toBe(true);

  await page.getByRole('link', { name: 'Photos' }).click();
  await expect(tray.getByRole('heading', { name: '0 of 3' })).toBeVisible();
  await tray.getByRole('button', { name: 'Pause all' }).click();
  await expect(tray.getByText('Paused').first()).toBeVisible();
  await expect.poll(() => warns(page)).toBe(false);
  await expect.poll(() => keepsAwake(page)).toBe(false);
  await tray.getByRole('button', { name: 'Cancel phone.heic' }).click();
  await expect(tray.getByRole('heading', { name: '0 of 2' })).toBeVisible();
  await letGo();
  await tray.getByRole('button', { name: 'Resume all' }).click();
  await expect(tray.getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();
  await expect(page).toHaveTitle(/^(?!\d)/);
  expect(await warns(page)).toBe(false);
});

test('a file that failed says why, and is sent when it is tried again', async ({
  albumPage: page,
  media,
}) => {
  const tray = page.getByRole('region', { name: 'Uploads' });
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      const headers = { 'Access-Control-Allow-Origin': new URL(page.url()).origin };
      await route.fulfill({ status: 400, headers, body: '<Error><Code>EntityTooSmall</Code></Error>' });
    },
  );
  await page.locator('input[name=files]').setInputFiles(media.png);
  await expect(tray.getByText('The storage refused it')).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await tray.getByRole('button', { name: 'Try picture.png again' }).click();
  await expect(tray.getByRole('heading', { name: 'Your file is up' })).toBeVisible();
});

test('a file dropped where nothing takes it does not replace the page', async ({ browser, albumPage }) => {
  const context = await browser.newContext();
  const visitor = await context.newPage();
  await visitor.goto(new URL('/', albumPage.url()).href);
  await expect(visitor.locator('form')).toBeVisible();
  const isRefused = await visitor.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['bytes'], 'a.jpg', { type: 'image/jpeg' }));
    return !document.body.dispatchEvent(
      new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }),
    );
  });
  expect(isRefused).toBe(true);
  await context.close();
});
