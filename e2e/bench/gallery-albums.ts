import type { Locator, Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { makeAlbum } from '../screenshots/world.ts';
import { thumbnailsShown, type Views } from './gallery-view.ts';

const albums = 300;
const oldest = 'Empty 1';

/**
 * How full the page is at the end of a long list of albums, and where one of them is chosen. It makes the albums itself: run
 * it last, for nothing else is to be measured among them.
 * @param most nodes that a page may have.
 */
export async function measureAlbums(views: Views, most: number): Promise<Figure[]> {
  return views.with({}, async ({ page }) => {
    for (let album = 1; album <= albums; album += 1) await makeAlbum(page.request, `Empty ${album}`);
    await page.goto('/albums');
    // Those with pictures were made before, so the oldest empty one is not the last of all.
    await scrollUntil(page.locator('html'), page.getByRole('link', { name: oldest, exact: true }));
    const listed = await nodesOf(page);

    await page.goto('/');
    await thumbnailsShown(page);
    await page.getByRole('grid').getByRole('link').first().focus();
    await page.keyboard.press('x');
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog');
    await scrollUntil(
      dialog.getByRole('list'),
      dialog.getByRole('button', { name: new RegExp(`${oldest}\\b`) }),
    );
    const chosenFrom = await nodesOf(page);
    return [listed, chosenFrom].map((nodes, index) => ({
      what: `DOM nodes at the end of ${albums} albums${index === 0 ? '' : ' to choose from'}`,
      wanted: `≤ ${most}`,
      measured: `${nodes}`,
      ok: nodes <= most,
    }));
  });
}

/** Scrolls to the end and, as more comes, on until `target` is there. @throws Error after a minute. */
async function scrollUntil(scroller: Locator, target: Locator): Promise<void> {
  await scroller.waitFor();
  const end = performance.now() + 60_000;
  while (!(await target.isVisible())) {
    if (performance.now() > end) throw new Error('The list does not come to its end.');
    await scroller.evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
  }
}

const nodesOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.getElementsByTagName('*').length);
