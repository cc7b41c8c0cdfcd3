import { expect, test } from './fixtures.ts';
import { makeScenes, photograph } from './screenshots/scenes.ts';
import { upload, waitUntilMade } from './screenshots/world.ts';

test('at the top of a long timeline neither its month nor its handle lies over the page’s own button', async ({
  albumPage: page,
}) => {
  const files = makeScenes(12, new Date()).map(async (scene, index) => ({
    name: scene.name,
    type: 'image/jpeg',
    bytes: await photograph(scene, index),
  }));
  const albumId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await waitUntilMade(page.request, await upload(page.request, albumId, await Promise.all(files)));

  for (const width of [820, 390]) {
    await page.setViewportSize({ width, height: 260 });
    await page.goto('/');
    const slider = page.getByRole('slider', { name: 'Go to a date' });
    await slider.focus();
    const select = await page.getByRole('button', { name: 'Select', exact: true }).boundingBox();
    const foot = (select?.y ?? Number.NaN) + (select?.height ?? 0);
    for (const part of [slider, slider.locator('span').last()])
      expect((await part.boundingBox())?.y, `${width} pixels`).toBeGreaterThanOrEqual(foot);
  }
});
