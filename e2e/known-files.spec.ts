import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';

const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });

/** Counts the requests that send bytes to the store. */
function countPuts(page: Page): { puts: number } {
  const counted = { puts: 0 };
  page.on('request', (request) => {
    if (request.method() === 'PUT') counted.puts += 1;
  });
  return counted;
}

test('what the library has is recognised before a byte moves, asked about once, and led to', async ({
  albumPage: page,
  media,
}) => {
  const files = page.locator('input[name=files]');
  await files.setInputFiles([media.png, media.rotatedJpeg]);
  await expect(tray(page).getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();

  // Another page, so that only the server can know.
  await page.reload();
  const sent = countPuts(page);
  await files.setInputFiles([media.png, media.rotatedJpeg, media.heic]);
  const question = tray(page).getByRole('group', { name: '2 files are here already.' });
  await expect(question).toBeVisible();
  await expect.poll(() => sent.puts).toBe(1);
  await question.getByRole('button', { name: 'Skip' }).click();
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  await expect(tray(page).getByText('Skipped: already in your library')).toHaveCount(2);
  expect(sent.puts).toBe(1);

  await tray(page).getByRole('link', { name: 'Skipped: already in your library' }).first().click();
  await expect(page).toHaveURL(/\/albums\/.+\/photo\//);
  await page.goBack();

  await tray(page).getByRole('button', { name: 'Upload picture.png anyway' }).click();
  await expect(tray(page).getByRole('heading', { name: 'All 2 files are up' })).toBeVisible();
  await expect(page.getByRole('gridcell')).toHaveCount(4);
});

test('the same bytes twice in one drop are sent once, whatever their names', async ({
  albumPage: page,
  media,
}) => {
  const sent = countPuts(page);
  const buffer = await readFile(media.png);
  await page.locator('input[name=files]').setInputFiles([
    { name: 'one.png', mimeType: 'image/png', buffer },
    { name: 'two.png', mimeType: 'image/png', buffer },
  ]);
  await expect(tray(page).getByRole('group', { name: '1 file is here already.' })).toBeVisible();
  await expect(tray(page).getByText('Twice in this upload')).toBeVisible();
  await expect(page.getByRole('gridcell')).toHaveCount(1);
  expect(sent.puts).toBe(1);
});

test('files that come before the album’s own answer go to that album', async ({ albumPage: page, media }) => {
  const held = Promise.withResolvers<void>();
  await page.route('/graphql', async (route) => {
    if (route.request().postData()?.includes('query AlbumPage')) await held.promise;
    await route.continue();
  });
  await page.reload();
  await page.locator('input[name=files]').setInputFiles(media.png);
  await expect(tray(page).getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  held.resolve();
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await expect(page.getByRole('gridcell')).toHaveCount(1);
});

test('a file never stands twice in the grid nor goes blank while it becomes a picture', async ({
  albumPage: page,
  media,
}) => {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await page.evaluate(() => {
    const most = { tiles: 0, pictured: 0, blanked: 0 };
    Object.assign(globalThis, { most });
    // What is drawn counts, so it is looked at right before each frame.
    const look = () => {
      const tiles = [...document.querySelectorAll('[role=gridcell]')];
      most.tiles = Math.max(most.tiles, tiles.length);
      const pictured = tiles.filter((tile) =>
        [...tile.querySelectorAll('img')].some((image) => image.complete && image.naturalWidth > 0),
      ).length;
      if (pictured < most.pictured) most.blanked += 1;
      most.pictured = Math.max(most.pictured, pictured);
      requestAnimationFrame(look);
    };
    look();
  });
  await page.locator('input[name=files]').setInputFiles([media.png, media.rotatedJpeg, media.mp4]);
  await expect(tray(page).getByRole('heading', { name: 'All 3 files are up' })).toBeVisible();
  await expect(page.getByRole('gridcell').getByRole('link')).toHaveCount(3);
  // The server's own pictures of them are there, and nothing stands beneath them any more.
  await expect(page.locator('[role=gridcell] img[src*="/r"][data-loaded=true]')).toHaveCount(3, {
    timeout: 60_000,
  });
  await expect(page.locator('[role=gridcell] img')).toHaveCount(3);
  expect(await page.evaluate('most')).toEqual({ tiles: 3, pictured: 3, blanked: 0 });
});

test('a file is too large by what this server takes', async ({ albumPage: page, media }) => {
  const { uploadLimits } = await ask<{ uploadLimits: { maxFileBytes: number } }>(
    page.request,
    '{uploadLimits{maxFileBytes}}',
  );
  const most = 2 ** 20;
  expect(uploadLimits.maxFileBytes).toBeGreaterThan(most);
  await page.route('/graphql', async (route) => {
    if (!route.request().postData()?.includes('query UploadLimits')) return route.continue();
    await route.fulfill({
      json: { data: { uploadLimits: { __typename: 'UploadLimits', maxFileBytes: most } } },
    });
  });
  const sent = countPuts(page);
  await page.locator('input[name=files]').setInputFiles(media.bigMp4);
  await expect(tray(page).getByText('Too large: 1 MB is the most')).toBeVisible();
  expect(sent.puts).toBe(0);
});
