import type { Page } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';

const ALBUMS = 130;
const MOST_NODES = 1_500;

/** Makes Album 1 to Album 130; the last one made stands first. */
async function makeAlbums(page: Page): Promise<void> {
  for (let number = 1; number <= ALBUMS; number += 1)
    await ask(page.request, 'mutation($n:String!){createAlbum(input:{name:$n}){album{id}}}', {
      n: `Album ${number}`,
    });
}

const card = (page: Page, number: number) =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: `Album ${number}`, exact: true }) });
const link = (page: Page, number: number) => card(page, number).getByRole('link');
const nodes = (page: Page) => page.evaluate(() => document.getElementsByTagName('*').length);

/** To the end, and again when more albums have come, until the oldest is in the window. */
async function scrollToEnd(page: Page): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await expect(link(page, 1)).toBeInViewport({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

test('of many albums only those near the window are in the page, and the keyboard comes to all of them', async ({
  memberPage: page,
}) => {
  test.slow();
  await makeAlbums(page);
  await page.goto('/albums');
  await link(page, ALBUMS).focus();
  await scrollToEnd(page);
  expect(await nodes(page)).toBeLessThan(MOST_NODES);
  await expect(card(page, 1)).toHaveAttribute('aria-posinset', String(ALBUMS + 1));
  await expect(card(page, 1)).toHaveAttribute('aria-setsize', String(ALBUMS + 1));

  // From the card that had the focus all the while, over cards that were not in the page.
  await expect(link(page, ALBUMS)).toBeFocused();
  for (let number = ALBUMS - 1; number >= 70; number -= 1) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(link(page, number)).toBeFocused();
  }
  await expect(link(page, 70)).toBeInViewport();

  // What is being done with a card goes on out of sight.
  await card(page, 70).getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Album name' }).fill('Half-way');
  await page.evaluate(() => scrollTo(0, 0));
  await expect(link(page, ALBUMS)).toBeInViewport();
  await expect(link(page, 40)).toHaveCount(0);
  await page.keyboard.type('!');
  await page.keyboard.press('Enter');
  const renamed = page.getByRole('link', { name: 'Half-way!' });
  await renamed.scrollIntoViewIfNeeded();

  await renamed.click();
  await expect(page.getByRole('heading', { name: 'Half-way!' })).toBeVisible();
  await page.goBack();
  await expect(renamed).toBeInViewport();

  // The other way round, from behind the list.
  await scrollToEnd(page);
  await card(page, 1).getByRole('button').focus();
  for (let number = 1; number <= 30; number += 1) {
    await page.keyboard.press('Shift+Tab');
    await expect(link(page, number)).toBeFocused();
    await page.keyboard.press('Shift+Tab');
  }
  expect(await nodes(page)).toBeLessThan(MOST_NODES);
});

test('on the largest screens, too, with the focus far from what is looked at', async ({
  memberPage: page,
}) => {
  await page.setViewportSize({ width: 3840, height: 2160 });
  await makeAlbums(page);
  await page.goto('/albums');
  await link(page, ALBUMS - 20).focus();
  await scrollToEnd(page);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
  await expect(link(page, 60)).toBeInViewport();
  await expect(link(page, ALBUMS - 20)).toBeFocused();
  expect(await nodes(page)).toBeLessThan(MOST_NODES);
});

test('of many albums to choose from only those in view are in the page', async ({
  memberPage: page,
  media,
}) => {
  await makeAlbums(page);
  await page.goto('/albums');
  await link(page, ALBUMS).click();
  await page.locator('input[name=files]').setInputFiles(media.png);
  const tile = page.getByRole('gridcell').getByRole('link');
  await expect(tile).toHaveCount(1);
  await tile.focus();
  await page.keyboard.press('x');
  await page.keyboard.press('m');
  const picker = page.getByRole('dialog', { name: 'Move to which album?' });
  const choice = (number: number) => picker.getByRole('button', { name: new RegExp(`Album ${number}\\b`) });
  await expect(choice(ALBUMS - 1)).toBeFocused();
  await expect(async () => {
    await picker.getByRole('list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await expect(choice(1)).toBeInViewport({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  expect(await picker.getByRole('listitem').count()).toBeLessThan(30);

  await expect(choice(ALBUMS - 1)).toBeFocused();
  for (let number = ALBUMS - 2; number >= 90; number -= 1) {
    await page.keyboard.press('Tab');
    await expect(choice(number)).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByText('Moved to Album 90.')).toBeVisible();
});
