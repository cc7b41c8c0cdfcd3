import { expect, test } from './fixtures.ts';

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
  const overflow = await memberPage.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
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

  // Only the browser itself can move a finger that stays on the glass.
  const devtools = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  const middleOf = async (index: number) => {
    const box = await tiles.nth(index).boundingBox();
    if (!box) throw new Error(`Tile ${index} is not on the screen.`);
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const [from, to] = [await middleOf(0), await middleOf(2)];
  await touch('touchStart', ...from);
  await expect(page.getByText('1 selected')).toBeVisible();
  for (let step = 1; step <= 10; step += 1)
    await touch(
      'touchMove',
      from[0] + ((to[0] - from[0]) * step) / 10,
      from[1] + ((to[1] - from[1]) * step) / 10,
    );
  await expect(page.getByText('3 selected')).toBeVisible();
  // Drawn back, it lets go of what it left.
  await touch('touchMove', ...(await middleOf(1)));
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
