import { expect, test } from './fixtures.ts';

test('a page whose parts are gone after a new version starts anew once, at the same place', async ({
  albumPage: page,
  media,
}) => {
  await page.locator('input[name=files]').setInputFiles(media.png);
  const tile = page.getByRole('gridcell').getByRole('link', { name: /picture\.png/ });
  await expect(tile).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your file is up' })).toBeVisible();
  let starts = 0;
  page.on('domcontentloaded', () => {
    starts += 1;
  });
  await page.route(/\/assets\/Lightbox/, (route) => route.fulfill({ status: 404 }));
  await tile.click();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(starts).toBe(1);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Download' })).toBeVisible();
  await expect(page).toHaveURL(/\/photo\//);
});
