import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { ask, expect, PASSWORD, test } from './fixtures.ts';

/** Chooses files by the Upload button, as a person does. */
async function choose(page: Page, files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload photos and videos' }).click();
  await page.getByRole('menuitem', { name: 'Choose photos and videos' }).click();
  await (await chooser).setFiles(files);
}

const tileOf = (page: Page, file: string) =>
  page.getByRole('gridcell').filter({ has: page.getByRole('link', { name: basename(file) }) });

test('a stranger signs up, makes an album, uploads, looks, plays and deletes', async ({ page, media }) => {
  await page.goto('/');
  const username = `journey-${crypto.randomUUID().slice(0, 12)}`;
  await page.getByRole('textbox', { name: 'Name' }).fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('link', { name: 'Make an album' }).click();
  await page.getByRole('textbox', { name: 'Album name' }).fill('Winter');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { name: 'Winter' })).toBeVisible();

  await choose(page, [media.rotatedJpeg, media.png, media.heic, media.mp4]);
  await expect(page.getByRole('gridcell')).toHaveCount(4);
  await expect(page.getByRole('heading', { name: 'All 4 files are up' })).toBeVisible();
  for (const file of [media.rotatedJpeg, media.png, media.heic, media.mp4])
    await expect(tileOf(page, file).locator('img').last()).toHaveJSProperty('complete', true);
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).click();

  await tileOf(page, media.rotatedJpeg).getByRole('link').click();
  await expect(page).toHaveURL(/\/photo\//);
  await expect(
    page
      .getByRole('dialog')
      .getByRole('img', { name: /rotated\.jpg/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/\/photo\//);

  await tileOf(page, media.mp4).getByRole('link').click();
  await page.getByRole('button', { name: 'Play video' }).click();
  const video = page.locator('video');
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime))
    .toBeGreaterThan(0.5);
  await page.keyboard.press('Escape');

  await tileOf(page, media.png).getByRole('button', { name: 'Select picture.png' }).click({ force: true });
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByRole('gridcell')).toHaveCount(3);
  await page.reload();
  await expect(page.getByRole('gridcell')).toHaveCount(3);

  await page
    .getByRole('gridcell')
    .first()
    .getByRole('button', { name: /^Select / })
    .click({ force: true });
  await page.getByRole('button', { name: 'Move to trash' }).click();
  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
  // Not later, when it would have gone by itself.
  expect(await undo.count()).toBe(0);
});

test('nothing is said after signing out of what was still under way', async ({ page }) => {
  await ask(
    page.request,
    'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}',
    { u: `leaves-${crypto.randomUUID().slice(0, 8)}`, p: PASSWORD },
  );
  await ask(page.request, 'mutation{createAlbum(input:{name:"Summer"}){album{id}}}');
  const [asked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('updateAlbum(')) return route.continue();
    asked.resolve();
    await left.promise;
    return route.abort();
  });
  await page.goto('/albums');
  await page.getByRole('link', { name: 'Summer' }).click();
  await page.getByRole('heading', { name: 'Summer' }).getByRole('button').click();
  await page.keyboard.type('Winter');
  await page.keyboard.press('Enter');
  await asked.promise;
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible();
  const failed = page.waitForEvent('requestfailed');
  left.resolve();
  await failed;
  // The failure has been heard of, and what it would say would be there.
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))));
  expect(await page.getByText('That could not be saved').count()).toBe(0);
});

test('the thumbnail of a turned photo stands upright, in the file and on the screen', async ({
  albumPage,
  media,
}) => {
  await choose(albumPage, [media.rotatedJpeg]);
  const picture = await readyPicture(albumPage, 'rotated.jpg');
  expect([picture.width, picture.height, picture.takenAt]).toEqual([400, 600, '2024-05-05T22:08:09.000Z']);
  const thumbnail = await albumPage.request.get(picture.thumbnailUrl);
  const { data, info } = await sharp(await thumbnail.body())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.height).toBeGreaterThan(info.width);
  const pixel = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  const middle = Math.floor(info.width / 2);
  expect(isRed(pixel(middle, 20))).toBe(true);
  expect(isBlue(pixel(middle, info.height - 20))).toBe(true);

  const shown = tileOf(albumPage, media.rotatedJpeg).locator('img').last();
  await expect(shown).toHaveJSProperty('complete', true);
  await expect
    .poll(async () => {
      const { data: seen, info: size } = await sharp(await shown.screenshot())
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const at = (y: number) => [
        ...seen.subarray((y * size.width + Math.floor(size.width / 2)) * 3).subarray(0, 3),
      ];
      return isRed(at(Math.floor(size.height * 0.2))) && isBlue(at(Math.floor(size.height * 0.8)));
    })
    .toBe(true);
});

test('a video of 100 MiB goes up in parts, and comes back byte for byte', async ({ albumPage, media }) => {
  const parts = new Set<string>();
  albumPage.on('request', (request) => {
    const part = request.method() === 'PUT' ? new URL(request.url()).searchParams.get('partNumber') : null;
    if (part) parts.add(part);
  });
  await choose(albumPage, [media.bigMp4]);
  const picture = await readyPicture(albumPage, 'big.mp4');
  expect(parts.size).toBeGreaterThan(1);
  const original = await albumPage.request.get(picture.url);
  expect(Buffer.compare(await original.body(), await readFile(media.bigMp4))).toBe(0);
  await tileOf(albumPage, media.bigMp4).getByRole('link').click();
  await albumPage.getByRole('button', { name: 'Play video' }).click();
  await expect
    .poll(() => albumPage.locator('video').evaluate((element: HTMLVideoElement) => element.currentTime))
    .toBeGreaterThan(0.5);
});

test('a file that is no picture says so, and can still be downloaded', async ({ albumPage, media }) => {
  await choose(albumPage, [media.fakeJpeg]);
  await expect(albumPage.getByText('This file cannot be shown')).toBeVisible();
  const picture = await pictureNamed(albumPage, 'fake.jpg');
  expect(picture.state).toBe('FAILED');
  const original = await albumPage.request.get(picture.url);
  expect(await original.body()).toEqual(await readFile(media.fakeJpeg));
  await tileOf(albumPage, media.fakeJpeg).getByRole('link').press('Enter');
  const opened = albumPage.getByRole('dialog');
  await expect(opened.getByText('Whatever its name says, it is no photo or video')).toBeVisible();
});

type Picture = {
  filename: string;
  state: string;
  width: number;
  height: number;
  takenAt: string;
  url: string;
  thumbnailUrl: string;
};

async function pictureNamed(page: Page, filename: string): Promise<Picture> {
  const { pictures } = await ask<{ pictures: { nodes: Picture[] } }>(
    page.request,
    '{ pictures(first: 100) { nodes { filename state width height takenAt url thumbnailUrl } } }',
  );
  const found = pictures.nodes.find((node) => node.filename === filename);
  if (!found) throw new Error(`${filename} is not there yet.`);
  return found;
}

async function readyPicture(page: Page, filename: string): Promise<Picture> {
  await expect(async () => expect((await pictureNamed(page, filename)).state).toBe('READY')).toPass({
    timeout: 60_000,
  });
  return pictureNamed(page, filename);
}

const isRed = ([r = 0, g = 0, b = 0]: number[]) => r > 150 && g < 90 && b < 90;
const isBlue = ([r = 0, g = 0, b = 0]: number[]) => b > 150 && r < 90 && g < 90;

test('a member deletes the account with everything in it, and is nobody who has been here before', async ({
  page,
}) => {
  const username = `gone-${crypto.randomUUID().slice(0, 12)}`;
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Name' }).fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Delete account' }).click();
  const question = page.getByRole('dialog', { name: 'Delete your account?' });
  await question.getByLabel('Your password, to be sure').fill(PASSWORD);
  await question.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByText('Your account is gone.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'A home for your photos and videos' })).toBeVisible();
});
