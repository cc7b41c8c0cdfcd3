import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** What is on the screen, once nothing moves any more, breaks no rule. */
async function expectNoViolation(page: Page): Promise<void> {
  // One that is called off meanwhile is over, too; the tiles of the sign-in page move for ever.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
        .map(({ finished }) => finished),
    ),
  );
  // The one rule of WCAG 2.2 AA, which is off by itself.
  const rules = { 'target-size': { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ rules }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const locale of ['en-US', 'ko-KR'])
    test.describe(`${colorScheme} ${locale}`, () => {
      test.use({ colorScheme, locale });

      test('no screen of the main journey has a violation', async ({ browser, albumPage, media }) => {
        // Each look at a page keeps a core busy for seconds.
        test.slow();
        const album = albumPage.url();
        for (const path of [album, '/albums', '/', '/trash', '/share', '/nowhere']) {
          await albumPage.goto(path);
          await expect(albumPage.locator('h1')).toBeVisible();
          await expectNoViolation(albumPage);
        }
        await albumPage.goto(album);
        await albumPage.locator('input[name=files]').setInputFiles(media.png);
        const tile = albumPage.locator('[role=gridcell] a');
        await expect(tile).toHaveCount(1);
        const thumbnail = albumPage.locator('[role=gridcell] img[data-loaded=true]');
        await expect(thumbnail).toHaveCount(1);
        for (const [path, picture] of [
          ['/', thumbnail],
          ['/albums', albumPage.locator('main li img')],
        ] as const) {
          await albumPage.goto(path);
          await expect(picture).toHaveCount(1);
          await expectNoViolation(albumPage);
        }
        await albumPage.goto(album);
        // The viewer with all that it can show, its menu, and no network.
        await tile.click();
        await expect(albumPage.locator('dialog .lg-current .lg-image')).toBeVisible();
        await albumPage.keyboard.press('t');
        await albumPage.keyboard.press('i');
        await expect(albumPage.locator('dialog aside')).toBeVisible();
        await albumPage.locator('dialog button[aria-haspopup=menu]').click();
        await expectNoViolation(albumPage);
        await albumPage.keyboard.press('Escape');
        await albumPage.keyboard.press('Escape');
        await expect(albumPage.locator('dialog')).toHaveCount(0);
        await albumPage.context().setOffline(true);
        await expectNoViolation(albumPage);
        await albumPage.context().setOffline(false);
        // The trash with something in it, chosen; the question before it goes; and the map of keys.
        await albumPage.keyboard.press('Control+a');
        await albumPage.keyboard.press('Delete');
        await expect(tile).toHaveCount(0);
        await albumPage.goto('/trash');
        await expect(tile).toHaveCount(1);
        for (const key of ['Control+a', 'Delete', '?']) {
          if (key === '?') await albumPage.keyboard.press('Escape');
          await albumPage.keyboard.press(key);
          await expect(albumPage.locator(key === 'Control+a' ? '[role=toolbar]' : 'dialog')).toBeVisible();
          await expectNoViolation(albumPage);
        }
        const context = await browser.newContext({ colorScheme, locale });
        const visitor = await context.newPage();
        await visitor.goto(new URL('/', album).href);
        await expect(visitor.locator('form')).toBeVisible();
        await expectNoViolation(visitor);
        await visitor
          .getByRole('button', { name: /^(Sign in|로그인)$/ })
          .first()
          .click();
        await expectNoViolation(visitor);
        await context.close();
      });
    });

declare global {
  interface Window {
    /** What moved, and how. */
    moved: string[];
  }
}

test.describe('with less motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing moves by itself for whoever asked for that', async ({ albumPage: page, media }) => {
    await page.addInitScript(() => {
      window.moved = [];
      const moving = /transform|translate|scale|rotate|left|top|right|bottom|inset|width|height|margin/;
      const note = (event: TransitionEvent | AnimationEvent) => {
        const { target } = event;
        if (!(target instanceof Element)) return;
        for (const animation of target.getAnimations()) {
          const lasts = Number(animation.effect?.getComputedTiming().duration) > 1;
          const what = 'propertyName' in event ? event.propertyName : event.animationName;
          if (lasts && ('animationName' in event || moving.test(what)))
            window.moved.push(`${target.tagName}.${target.className}: ${what}`);
        }
      };
      document.addEventListener('transitionrun', note, true);
      document.addEventListener('animationstart', note, true);
    });
    await page.reload();
    await page.locator('input[name=files]').setInputFiles([media.png, media.rotatedJpeg]);
    await expect(page.locator('[role=gridcell] img[data-loaded=true]')).toHaveCount(2);
    await page.locator('[role=gridcell] a').first().click();
    const shown = page.locator('dialog .lg-current .lg-image');
    await expect(shown).toBeVisible();
    const first = await shown.getAttribute('src');
    for (const key of ['t', 'i', '+', '-', 'r', 'ArrowRight']) await page.keyboard.press(key);
    await expect(shown).not.toHaveAttribute('src', first ?? '');
    await page.keyboard.press('Escape');
    await expect(page.locator('dialog')).toHaveCount(0);
    await page.keyboard.press('?');
    await expect(page.locator('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect(page.locator('[role=gridcell]')).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.locator('[role=gridcell]')).toHaveCount(2);
    expect(await page.evaluate(() => window.moved)).toEqual([]);
  });
});
