import type { BrowserContext, Page } from '@playwright/test';
import { ask, expect, PASSWORD, test } from './fixtures.ts';

type Point = readonly [x: number, y: number];

/** Fingers on the glass: only the browser itself can move one that stays there. */
async function fingersOn(page: Page, context: BrowserContext) {
  const devtools = await context.newCDPSession(page);
  return (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: Point[]) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
}

test('the whole main job is done by touch alone', async ({ page, context, media }) => {
  const username = `touch-${crypto.randomUUID().slice(0, 12)}`;
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Name' }).tap();
  await page.keyboard.type(username);
  await page.getByRole('textbox', { name: 'Password' }).tap();
  await page.keyboard.type(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).tap();
  await page.getByRole('link', { name: 'Make an album' }).tap();
  await page.getByRole('textbox', { name: 'Album name' }).tap();
  await page.keyboard.type('Touch');
  await page.getByRole('button', { name: 'Create' }).tap();
  await expect(page.getByRole('heading', { name: 'Touch' })).toBeVisible();

  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload photos and videos' }).tap();
  await page.getByRole('menuitem', { name: 'Choose photos and videos' }).tap();
  await (await chooser).setFiles([media.png, media.rotatedJpeg]);
  await expect(page.locator('[role=gridcell] img[data-loaded=true]')).toHaveCount(2);
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).tap();

  const tiles = page.getByRole('gridcell').getByRole('link');
  await tiles.first().tap();
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer.locator('.lg-current.lg-zoomable')).toBeVisible();
  const touch = await fingersOn(page, context);
  // While it opens, the gallery hears no finger.
  await expect(async () => {
    await touch('touchStart', [280, 390]);
    for (const x of [220, 160, 100, 60]) await touch('touchMove', [x, 390]);
    await touch('touchEnd');
    await expect(viewer.getByText('2 / 2')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await viewer.getByRole('button', { name: 'Info' }).tap();
  await expect(viewer.getByRole('heading', { name: 'Info' })).toBeVisible();
  await viewer.getByRole('complementary').getByRole('button', { name: 'Close' }).tap();
  await viewer.getByRole('button', { name: 'Move to trash' }).tap();
  await expect(viewer.getByText('1 / 1')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect(viewer.getByText(/\d \/ 2/)).toBeVisible();
  await viewer.getByRole('toolbar').getByRole('button', { name: 'Close' }).tap();
  await expect(viewer).toBeHidden();
  await expect(tiles).toHaveCount(2);

  await page.getByRole('button', { name: 'Account' }).tap();
  await page.getByRole('menuitem', { name: 'Sign out' }).tap();
  await page.getByRole('textbox', { name: 'Name' }).tap();
  await page.keyboard.type(username);
  await page.getByRole('textbox', { name: 'Password' }).tap();
  await page.keyboard.type(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).tap();
  await expect(page.getByRole('button', { name: 'Account' })).toBeVisible();
  await ask(page.request, 'mutation($p:String!){deleteMember(input:{password:$p}){deletedMemberId}}', {
    p: PASSWORD,
  });
});

test('on a phone an album is made, filled and opened by touch', async ({ memberPage, media }) => {
  await memberPage.goto('/albums');
  await memberPage.getByRole('textbox', { name: 'Album name' }).fill('Pocket');
  await memberPage.getByRole('button', { name: 'Create' }).tap();
  await expect(memberPage.getByRole('heading', { name: 'Pocket' })).toBeVisible();
  const chooser = memberPage.waitForEvent('filechooser');
  await memberPage.getByRole('button', { name: 'Upload photos and videos' }).tap();
  await memberPage.getByRole('menuitem', { name: 'Choose photos and videos' }).tap();
  await (await chooser).setFiles([media.png]);
  const tile = memberPage.getByRole('gridcell').getByRole('link', { name: /picture\.png/ });
  await expect(tile).toBeVisible();
  await tile.tap();
  await expect(memberPage).toHaveURL(/\/photo\//);
  await memberPage.goBack();
  await expect(tile).toBeVisible();
  for (const path of [new URL(memberPage.url()).pathname, '/', '/albums', '/trash', '/share', '/nowhere']) {
    await memberPage.goto(path);
    await expect(memberPage.locator('h1')).toBeVisible();
    // A phone makes the window wider for what does not fit.
    const width = await memberPage.evaluate(() => Math.max(document.documentElement.scrollWidth, innerWidth));
    expect(width, path).toBeLessThanOrEqual(360);
  }
});

test('a finger that rests and draws chooses pictures; they go to the trash and come back by touch alone', async ({
  albumPage: page,
  context,
  media,
}) => {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await page
    .locator('input[name=files]')
    .setInputFiles([media.png, media.rotatedJpeg, media.heic, media.mp4]);
  const tiles = page.getByRole('gridcell').getByRole('link');
  await expect(tiles).toHaveCount(4);
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).tap();

  const touch = await fingersOn(page, context);
  const middleOf = async (index: number) => {
    const box = await tiles.nth(index).boundingBox();
    if (!box) throw new Error(`Tile ${index} is not on the screen.`);
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const [from, to] = [await middleOf(0), await middleOf(2)];
  await touch('touchStart', from);
  await expect(page.getByText('1 selected')).toBeVisible();
  for (let step = 1; step <= 10; step += 1)
    await touch('touchMove', [
      from[0] + ((to[0] - from[0]) * step) / 10,
      from[1] + ((to[1] - from[1]) * step) / 10,
    ]);
  await expect(page.getByText('3 selected')).toBeVisible();
  // Drawn back, it lets go of what it left.
  await touch('touchMove', await middleOf(1));
  await expect(page.getByText('2 selected')).toBeVisible();
  await touch('touchEnd');
  await expect(page).not.toHaveURL(/\/photo\//);

  await page.getByRole('button', { name: 'Move to trash' }).tap();
  await expect(tiles).toHaveCount(2);
  await page.getByRole('link', { name: 'Trash' }).tap();
  await expect(tiles).toHaveCount(2);
  await tiles.first().tap();
  await page.getByRole('button', { name: 'Restore' }).tap();
  await expect(page.getByRole('dialog').getByText('1 / 1')).toBeVisible();
  await page.goBack();
  await expect(tiles).toHaveCount(1);
  await page.getByRole('link', { name: 'Albums' }).tap();
  await page.getByRole('link', { name: /Summer/ }).tap();
  await expect(tiles).toHaveCount(3);
});

test('in the viewer a finger goes to the next picture and away, and two look closer', async ({
  albumPage: page,
  context,
  media,
}) => {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await page.locator('input[name=files]').setInputFiles([media.png, media.heic]);
  const tiles = page.getByRole('gridcell').getByRole('link');
  await expect(tiles).toHaveCount(2);
  await expect(page.locator('[role=gridcell] img[data-loaded=true]')).toHaveCount(2);
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).tap();
  await tiles.first().tap();
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  const gallery = viewer.locator('.lg-outer');
  await expect(viewer.locator('.lg-current.lg-zoomable')).toBeVisible();
  const touch = await fingersOn(page, context);
  const draw = async (from: Point, to: Point) => {
    await touch('touchStart', from);
    for (let step = 1; step <= 5; step += 1)
      await touch('touchMove', [
        from[0] + ((to[0] - from[0]) * step) / 5,
        from[1] + ((to[1] - from[1]) * step) / 5,
      ]);
    await touch('touchEnd');
  };

  // While it opens, the gallery hears no finger.
  await expect(async () => {
    await draw([280, 390], [60, 390]);
    await expect(viewer.getByText('2 / 2')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(viewer.locator('.lg-current.lg-zoomable')).toBeVisible();

  // While the picture settles in its place, the gallery hears no fingers either.
  const pinch = async (fromApart: number, toApart: number) => {
    const at = (apart: number): [Point, Point] => [
      [180 - apart / 2, 390],
      [180 + apart / 2, 390],
    ];
    await touch('touchStart', ...at(fromApart));
    for (let step = 1; step <= 6; step += 1)
      await touch('touchMove', ...at(fromApart + ((toApart - fromApart) * step) / 6));
    await touch('touchEnd');
  };
  await expect(async () => {
    await pinch(60, 204);
    await expect(gallery).toHaveClass(/lg-zoomed/, { timeout: 1000 });
  }).toPass();
  await expect(async () => {
    await pinch(240, 24);
    await expect(gallery).not.toHaveClass(/lg-zoomed/, { timeout: 1000 });
  }).toPass();

  await draw([180, 250], [180, 640]);
  await expect(viewer).toBeHidden();
  await expect(page).not.toHaveURL(/\/photo\//);
});

test('the menu of an album at the left edge is all on the screen', async ({ albumPage: page }) => {
  await ask(page.request, 'mutation{createAlbum(input:{name:"Winter"}){album{id}}}');
  await page.goto('/albums');
  await page.getByRole('button', { name: 'Options for Summer' }).tap();
  const menu = page.getByRole('menu', { name: 'Options for Summer' });
  await expect(menu).toBeInViewport({ ratio: 1 });
});
