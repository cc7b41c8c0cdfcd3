import type { Locator, Page } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';
import { fillAlbum } from './screenshots/world.ts';

/** Presses Tab until what has this role and name has the focus. */
async function tabTo(page: Page, role: 'link' | 'button' | 'textbox', name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name });
  await expect(target.first()).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    const focused = page.locator(':focus');
    if ((await focused.count()) > 0 && (await target.and(focused).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${role} ${name}.`);
}

const press = (page: Page, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

test('the whole main job is done by keyboard alone', async ({ page, media }) => {
  await page.goto('/');
  await tabTo(page, 'textbox', 'Name');
  await page.keyboard.type(`keys-${crypto.randomUUID().slice(0, 12)}`);
  await tabTo(page, 'textbox', 'Password');
  await page.keyboard.type('correct horse battery');
  await page.keyboard.press('Enter');
  await tabTo(page, 'link', 'Make an album');
  await page.keyboard.press('Enter');
  await tabTo(page, 'textbox', 'Album name');
  await page.keyboard.type('Keys');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible();

  await tabTo(page, 'button', 'Upload photos and videos');
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'Enter', 'Enter');
  await (await chooser).setFiles([media.png, media.rotatedJpeg, media.heic]);
  const tiles = page.getByRole('gridcell').getByRole('link');
  await expect(tiles).toHaveCount(3);

  // Into the grid by one Tab, through it by arrows.
  await tabTo(page, 'link', /\.(png|jpg|heic)/);
  await press(page, 'Home');
  await expect(tiles.first()).toBeFocused();
  await press(page, 'ArrowRight');
  await expect(tiles.nth(1)).toBeFocused();
  await press(page, 'Enter');
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer.getByText('2 / 3')).toBeVisible();
  await press(page, 'ArrowRight');
  await expect(viewer.getByText('3 / 3')).toBeVisible();
  await press(page, 'i');
  await expect(viewer.getByRole('heading', { name: 'Info' })).toBeVisible();
  await press(page, 'Escape');
  await expect(viewer).toBeHidden();
  await expect(tiles.nth(2)).toBeFocused();

  await press(page, 'Shift+ArrowLeft', 'Delete');
  await expect(tiles).toHaveCount(1);
  await press(page, 'Control+z');
  await expect(tiles).toHaveCount(3);

  await press(page, '?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toBeVisible();
  await tabTo(page, 'button', 'Close');
  await press(page, 'Shift+Tab', 'Space', 'Escape');
  await expect(help).toBeHidden();
  // Turned off there: a single key does nothing any more, the others do.
  await tabTo(page, 'link', /\.(png|jpg|heic)/);
  await press(page, 'x', '?');
  await expect(page.getByRole('toolbar', { name: 'Select' })).toHaveCount(0);
  await expect(help).toHaveCount(0);
  await press(page, 'Space');
  await expect(page.getByRole('toolbar', { name: 'Select' }).getByText('1 selected')).toBeVisible();
  await press(page, 'Escape');

  await tabTo(page, 'button', 'Account');
  await press(page, 'Enter');
  await page
    .getByRole('menuitemradio', { name: 'English' })
    .or(page.getByRole('menuitemradio'))
    .first()
    .waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    if ((await page.locator(':focus').textContent()) === 'Sign out') break;
    await press(page, 'ArrowDown');
  }
  await press(page, 'Enter');
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
});

/** Nothing lies over it, and it is in the window. */
const isSeen = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && element.contains(top);
  });

test('in a low window every menu is walked to its end, above all that stands on the page', async ({
  albumPage: page,
}) => {
  const [first = ''] = await fillAlbum(page.request, new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await page.setViewportSize({ width: 640, height: 400 });
  for (const [path, opener, last] of [
    ['/', 'Account', 'Delete account'],
    ['/albums', 'Options for Summer', 'Delete album'],
    [`/photo/${first}`, 'More', 'Show thumbnails'],
  ] as const) {
    await page.goto(path);
    if (path.startsWith('/photo')) {
      await expect(page.locator('dialog .lg-current .lg-image')).toBeVisible();
      await press(page, 'i');
      // It takes the focus when it comes.
      await expect(page.getByRole('heading', { name: 'Info' })).toBeFocused();
    }
    await page.getByRole('button', { name: opener, exact: true }).click();
    const menu = page.getByRole('menu', { name: opener });
    await press(page, 'End');
    await expect(menu.getByRole('menuitem', { name: last })).toBeFocused();
    await expect.poll(() => isSeen(page.locator(':focus')), last).toBe(true);
    await press(page, 'Home');
    await expect.poll(() => isSeen(page.locator(':focus')), opener).toBe(true);
    await press(page, 'Escape');
    await expect(menu).toBeHidden();
    await expect(page.getByRole('button', { name: opener, exact: true })).toBeFocused();
  }
});

test('the focus stays among the tiles when choosing ends and when its tile goes', async ({
  albumPage: page,
  media,
}) => {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await page.locator('input[name=files]').setInputFiles([media.png, media.rotatedJpeg, media.heic]);
  const tiles = page.getByRole('gridcell').getByRole('link');
  await expect(tiles).toHaveCount(3);
  const bar = page.getByRole('toolbar', { name: 'Select' });

  await tiles.nth(1).focus();
  await press(page, 'x');
  await bar.getByRole('button', { name: 'End selection' }).click();
  await expect(tiles.nth(1)).toBeFocused();

  await press(page, 'x', 'Delete');
  await expect(tiles).toHaveCount(2);
  await expect(tiles.nth(1)).toBeFocused();

  await press(page, 'x');
  await bar.getByRole('button', { name: 'Move to trash' }).click();
  await expect(tiles).toHaveCount(1);
  await expect(tiles.first()).toBeFocused();
});

test('whoever begins to choose goes on among the tiles, and whoever moves them among the albums', async ({
  albumPage: page,
  media,
}) => {
  await ask(page.request, 'mutation{createAlbum(input:{name:"Winter"}){album{id}}}');
  await page.locator('input[name=files]').setInputFiles([media.png]);
  const tiles = page.getByRole('gridcell').getByRole('link');
  await expect(tiles).toHaveCount(1);

  await tabTo(page, 'button', 'Select');
  await press(page, 'Enter');
  await expect(tiles).toBeFocused();
  // Its room stays, so that nothing on the page moves.
  await expect(page.getByRole('button', { name: 'Select', exact: true })).toBeHidden();
  await press(page, 'x', 'm');
  const question = page.getByRole('dialog');
  await expect(question.getByRole('button', { name: /Winter/ })).toBeFocused();
  await press(page, 'Enter');
  await expect(tiles).toHaveCount(0);
});

test('whoever has turned single keys off is not heard by the player either', async ({
  albumPage: page,
  media,
}) => {
  await page.evaluate(() => localStorage.setItem('picup.single-keys', 'off'));
  await page.locator('input[name=files]').setInputFiles(media.mp4);
  await page.getByRole('gridcell').getByRole('link').click();
  await page.getByRole('button', { name: 'Play video' }).click();
  const video = page.locator('video');
  await video.evaluate((element: HTMLVideoElement) => {
    element.loop = true;
  });
  const paused = () => video.evaluate((element: HTMLVideoElement) => element.paused);
  await expect.poll(paused).toBe(false);
  await press(page, 'm', 'f', 'k', 'Space');
  await expect.poll(paused).toBe(true);
  expect(await video.evaluate((element: HTMLVideoElement) => element.muted)).toBe(false);
  expect(await page.evaluate(() => document.fullscreenElement)).toBe(null);
});
