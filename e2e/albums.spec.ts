import type { Page, Request } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';

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

test('who has renamed an album stands at its name, and who has deleted one at the next', async ({
  albumPage: page,
}) => {
  const name = page.getByRole('heading', { level: 1 }).getByRole('button');
  await rename(page, 'Autumn');
  await expect(name).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Album name' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(name).toBeFocused();

  for (const other of ['Dusk', 'Winter', 'Spring'])
    await ask(page.request, `mutation{createAlbum(input:{name:"${other}"}){album{id}}}`);
  await page.goto('/albums');
  const link = (album: string) => page.getByRole('link', { name: album, exact: true });
  const fromMenu = async (album: string, item: string) => {
    await page.getByRole('button', { name: `Options for ${album}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await fromMenu('Winter', 'Rename');
  await page.keyboard.type('Frost');
  await page.keyboard.press('Enter');
  await expect(link('Frost')).toBeFocused();

  const really = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
  await fromMenu('Frost', 'Delete album');
  await really.click();
  await expect(link('Frost')).toHaveCount(0);
  await expect(link('Dusk')).toBeFocused();
  // The last one has none behind it.
  await fromMenu('Autumn', 'Delete album');
  await really.click();
  await expect(link('Autumn')).toHaveCount(0);
  await expect(link('Dusk')).toBeFocused();

  await link('Spring').click();
  await fromMenu('Spring', 'Delete album');
  await really.click();
  await expect(page).toHaveURL(/\/albums$/);
  await expect(page.getByRole('main')).toBeFocused();
});
