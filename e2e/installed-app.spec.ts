import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';

test.use({ serviceWorkers: 'allow' });

/** Waits until this page's requests pass the service worker, and it has all of the app. */
async function serviceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  });
}

test('without a network the app opens and says so, and is back by itself', async ({
  albumPage: page,
  context,
}) => {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await serviceWorker(page);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
});

test('a page that is open keeps all its parts when a new version has taken their place', async ({
  albumPage: page,
  context,
  media,
}) => {
  await page.locator('input[name=files]').setInputFiles(media.png);
  const tile = page.getByRole('gridcell').getByRole('link', { name: /picture\.png/ });
  await expect(tile).toBeVisible();
  await serviceWorker(page);
  await context.route(/\/assets\//, (route) => route.fulfill({ status: 404 }));
  await tile.click();
  await expect(page.getByRole('button', { name: 'Download' })).toBeVisible();
});

test('only the app itself is kept, nothing of the API and no media', async ({ albumPage: page, media }) => {
  await page.locator('input[name=files]').setInputFiles(media.png);
  await expect(page.getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  await serviceWorker(page);
  await page.reload();
  // Its thumbnail is made when the worker gets to it.
  await expect(page.getByRole('gridcell').locator('img')).toBeVisible({ timeout: 60_000 });
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url);
  });
  expect(kept.length).toBeGreaterThan(5);
  const { origin } = new URL(page.url());
  for (const url of kept)
    expect(url).toMatch(
      new RegExp(`^${origin}/(assets/|index\\.html|before-paint\\.js|manifest|favicon|icon)`),
    );
});

test('files shared from another app are uploaded to the album that is chosen', async ({
  albumPage: page,
  media,
}) => {
  await serviceWorker(page);
  // What the system does with a shared file is a form's post.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<form action="/share" method="post" enctype="multipart/form-data"><input type="file" name="files" multiple></form>',
    );
  });
  await page.locator('form input[name=files]').setInputFiles([
    { name: 'IMG_0001.png', mimeType: 'image/png', buffer: await readFile(media.png) },
    { name: 'IMG_0002.jpg', mimeType: 'image/jpeg', buffer: await readFile(media.rotatedJpeg) },
  ]);
  await page.evaluate(() => document.querySelector<HTMLFormElement>('form[action="/share"]')?.submit());
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Summer/ })
    .click();
  await expect(page).toHaveURL(/\/albums\//);
  await expect(page.getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();
  await expect(page.getByRole('gridcell')).toHaveCount(2);
  await page.goto('/share');
  await expect(page.getByRole('heading', { name: 'No shared files here' })).toBeVisible();
  const { pictures } = await ask<{ pictures: { nodes: { filename: string }[] } }>(
    page.request,
    '{pictures(first:5){nodes{filename}}}',
  );
  expect(pictures.nodes.map(({ filename }) => filename).sort()).toEqual(['IMG_0001.png', 'IMG_0002.jpg']);
});

test('a browser may install it', async ({ memberPage: page }) => {
  await page.goto('/');
  await serviceWorker(page);
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A test's window is a private one, from which nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
});
