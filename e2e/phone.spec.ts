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
