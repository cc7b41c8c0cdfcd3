import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en-US', 'ko-KR'])
    test.describe(`${colorScheme} ${locale}`, () => {
      test.use({ colorScheme, locale });

      test('no screen of the main journey has a violation', async ({ browser, albumPage, media }) => {
        const album = albumPage.url();
        for (const path of [album, '/albums', '/', '/trash', '/nowhere']) {
          await albumPage.goto(path);
          await expect(albumPage.locator('h1')).toBeVisible();
          const { violations } = await new AxeBuilder({ page: albumPage }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        }
        // The trash with something in it, chosen; the question before it goes; and the map of keys.
        await albumPage.goto(album);
        await albumPage.locator('input[name=files]').setInputFiles(media.png);
        await expect(albumPage.locator('[role=gridcell] a')).toHaveCount(1);
        await albumPage.keyboard.press('Control+a');
        await albumPage.keyboard.press('Delete');
        await expect(albumPage.locator('[role=gridcell] a')).toHaveCount(0);
        await albumPage.goto('/trash');
        await expect(albumPage.locator('[role=gridcell] a')).toHaveCount(1);
        for (const key of ['Control+a', 'Delete', '?']) {
          if (key === '?') await albumPage.keyboard.press('Escape');
          await albumPage.keyboard.press(key);
          await expect(albumPage.locator(key === 'Control+a' ? '[role=toolbar]' : 'dialog')).toBeVisible();
          // One that is called off meanwhile is over, too.
          await albumPage.evaluate(() =>
            Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
          );
          const { violations } = await new AxeBuilder({ page: albumPage }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        }
        const context = await browser.newContext({ colorScheme, locale });
        const visitor = await context.newPage();
        await visitor.goto(new URL('/', album).href);
        await expect(visitor.locator('form')).toBeVisible();
        const { violations } = await new AxeBuilder({ page: visitor }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        await context.close();
      });
    });
