import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { fillAlbum } from './screenshots/world.ts';

declare global {
  interface Window {
    /** Of every image of the grid, whether it was painted when it came. */
    picupCame?: (string | null)[];
  }
}

/** Three photographs in the album on the page, the newest first; answers their ids. */
const fill = (page: Page) => fillAlbum(page.request, new URL(page.url()).pathname.split('/').at(-1) ?? '');

/** Opens the timeline on a line that does not bring the app; answers how to let it come. */
async function openWithoutApp(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/\/assets\/index-[^/]*\.js$/, async (route) => {
    await promise;
    await route.continue();
  });
  await page.goto('/', { waitUntil: 'commit' });
  return resolve;
}

const early = (page: Page) => page.locator('[data-picture]');
const tiles = (page: Page) => page.getByRole('gridcell').getByRole('link', { name: /^Photo/ });
const boxes = (locator: ReturnType<typeof tiles>) =>
  locator.evaluateAll((each) =>
    each.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return [x, y, width, height].map((value) => Math.round(value * 10) / 10);
    }),
  );

test('the first pictures are there before the app, which takes them over where they are', async ({
  albumPage: page,
}) => {
  await fill(page);
  const letAppCome = await openWithoutApp(page);
  await expect(early(page)).toHaveCount(3);
  for (const image of await early(page).locator('img').all())
    await expect(image).toHaveJSProperty('complete', true);
  await expect(tiles(page)).toHaveCount(0);
  const before = await boxes(early(page));
  await page.evaluate(() => {
    const came: (string | null)[] = [];
    window.picupCame = came;
    new MutationObserver(() => {
      for (const image of document.querySelectorAll('[role=grid] img:not([data-seen])')) {
        image.setAttribute('data-seen', '');
        came.push(image.getAttribute('data-loaded'));
      }
    }).observe(document.body, { childList: true, subtree: true });
  });

  letAppCome();
  await expect(tiles(page)).toHaveCount(3);
  await expect(early(page)).toHaveCount(0);
  expect(await boxes(tiles(page))).toEqual(before);
  expect(await page.evaluate(() => window.picupCame)).toEqual(['true', 'true', 'true']);
});

test('a picture that is pressed before the app is there opens when it has come, and Back leads to the timeline', async ({
  albumPage: page,
}) => {
  const [, second = ''] = await fill(page);
  const letAppCome = await openWithoutApp(page);
  await page.locator(`[data-picture="${second}"]`).click();
  letAppCome();
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/photo/${second}$`));
  await page.goBack();
  await expect(viewer).toBeHidden();
  await expect(page).toHaveURL(/\/$/);
});

test('whose session is over sees none of it', async ({ albumPage: page, browser }) => {
  await fill(page);
  const { origins } = await page.context().storageState();
  const context = await browser.newContext({ storageState: { cookies: [], origins } });
  const later = await context.newPage();
  await later.goto('/');
  await expect(later.getByRole('button', { name: 'Sign in' }).first()).toBeVisible();
  await expect(early(later)).toHaveCount(0);
  await context.close();
});
