import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { makeScenes, photograph } from './screenshots/scenes.ts';
import { upload, waitUntilMade } from './screenshots/world.ts';

/** Puts photographs into the album on the page. @param takenAt when each of them was taken. */
async function fill(page: Page, takenAt: (index: number) => Date): Promise<void> {
  const files = makeScenes(12, new Date()).map(async (scene, index) => ({
    name: scene.name,
    type: 'image/jpeg',
    bytes: await photograph({ ...scene, takenAt: takenAt(index) }, index),
  }));
  const albumId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await waitUntilMade(page.request, await upload(page.request, albumId, await Promise.all(files)));
}

test('with the keys of a slider every month is reached, though the last ones share a window', async ({
  albumPage: page,
}) => {
  // From June 2022 back to October 2018, one in four months.
  await fill(page, (index) => new Date(Date.UTC(2022, 5 - 4 * index, 12)));
  await page.goto('/');
  const slider = page.getByRole('slider', { name: 'Go to a date' });
  await slider.focus();
  const standsAt = async (now: string, month: string) => {
    await expect(slider).toHaveAttribute('aria-valuetext', month);
    await expect(slider).toHaveAttribute('aria-valuenow', now);
  };
  await page.keyboard.press('End');
  await standsAt('0', 'October 2018');
  await page.keyboard.press('ArrowUp');
  await standsAt('1', 'February 2019');
  await page.keyboard.press('ArrowUp');
  await standsAt('2', 'June 2019');
  await page.keyboard.press('ArrowDown');
  await standsAt('1', 'February 2019');
  await page.keyboard.press('Home');
  await standsAt('11', 'June 2022');
  // What comes on the way may make the page longer.
  await expect(async () => {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect(slider).toHaveAttribute('aria-valuenow', '0', { timeout: 1000 });
  }).toPass();
});

test('at the top of a long timeline neither its month nor its handle lies over the page’s own button', async ({
  albumPage: page,
}) => {
  const day = 86_400_000;
  await fill(page, (index) => new Date(Date.now() - Math.floor(index / 6) * 17 * day));

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
