import type { Page, Request } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const asksForName = (request: Request): boolean => request.postData()?.includes('updateAlbum(') ?? false;

async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).getByRole('button').click();
  await page.getByRole('textbox', { name: 'Album name' }).fill(name);
  await page.keyboard.press('Enter');
}

test('an album is renamed in its place at once, and is called as before where the server says no', async ({
  albumPage: page,
}) => {
  const saved = page.waitForResponse((response) => asksForName(response.request()));
  await rename(page, 'Autumn');
  await expect(page.getByRole('heading', { name: 'Autumn' })).toBeVisible();
  await (await saved).finished();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Autumn' })).toBeVisible();

  const { promise: heard, resolve: refuse } = Promise.withResolvers<void>();
  await page.route('**/graphql', async (route) => {
    if (!asksForName(route.request())) return route.continue();
    await heard;
    await route.abort();
  });
  await rename(page, 'Winter');
  await expect(page.getByRole('heading', { name: 'Winter' })).toBeVisible();
  refuse();
  await expect(page.getByText('That could not be saved')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Autumn' })).toBeVisible();
});
