import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en-US', 'ko-KR'])
    test.describe(`${colorScheme} ${locale}`, () => {
      test.use({ colorScheme, locale });

      test('no screen of the main journey has a violation', async ({ browser, albumPage }) => {
        const album = albumPage.url();
        for (const path of [album, '/albums', '/', '/nowhere']) {
          await albumPage.goto(path);
          await expect(albumPage.locator('h1')).toBeVisible();
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
