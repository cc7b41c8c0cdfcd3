import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BrowserContext, chromium, devices, type Page } from '@playwright/test';
import { languages } from '../../web/src/i18n/language.ts';
import { memberStates, newcomerStates, type State, visitorStates } from './states.ts';
import { leave, makeWorld, signUp, type World } from './world.ts';

// --only NAME: states whose name has this in it; --look NAME: looks such as phone-dark-ko, or a part of that;
// --size 360x780: on a screen of this size.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    look: { type: 'string', default: '' },
    size: { type: 'string', default: '' },
  },
});
const [width, height] = values.size.split('x').map(Number);
const size = width && height ? { viewport: { width, height } } : {};
const url = process.env.PICUP_URL ?? 'http://localhost:4000';
const folder = fileURLToPath(new URL('../../screenshots', import.meta.url));
const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
// One look, or one state, is taken again beside those that are there.
if (!values.only && !values.look) await rm(folder, { recursive: true, force: true });
const home = await browser.newContext({ baseURL: url });
await signUp(home.request, `screens-${crypto.randomUUID().slice(0, 8)}`);
const newcomer = await browser.newContext({ baseURL: url });
await signUp(newcomer.request, `new-${crypto.randomUUID().slice(0, 8)}`);
const sessionOf = async (context: BrowserContext) => ({
  cookies: (await context.storageState()).cookies,
  origins: [{ origin: url, localStorage: [{ name: 'picup.signedIn', value: '1' }] }],
});
try {
  const world = await makeWorld(home.request);
  const [signedIn, signedInNew] = [await sessionOf(home), await sessionOf(newcomer)];
  let taken = 0;
  for (const [screen, options] of Object.entries(screens))
    for (const theme of ['light', 'dark'] as const)
      for (const language of languages) {
        const look = {
          ...options,
          ...size,
          baseURL: url,
          colorScheme: theme,
          locale: language === 'ko' ? 'ko-KR' : 'en-US',
        };
        const name = [screen, theme, language, ...(values.size ? [values.size] : [])].join('-');
        if (!name.includes(values.look)) continue;
        const to = join(folder, name);
        await mkdir(to, { recursive: true });
        for (const [states, storageState] of [
          [visitorStates, undefined],
          [memberStates, signedIn],
          [newcomerStates, signedInNew],
        ] as const)
          for (const state of states.filter(({ name }) => name.includes(values.only))) {
            const context = await browser.newContext({ ...look, storageState });
            await take(context, state, language, world, join(to, `${state.name}.png`));
            await context.close();
            taken += 1;
          }
        process.stdout.write(`${name}\n`);
      }
  process.stdout.write(`${taken} screenshots in ${folder}\n`);
} finally {
  await leave(home.request);
  await leave(newcomer.request);
  await browser.close();
}

async function take(
  context: BrowserContext,
  { path, act, name, waits = false, after }: State,
  language: (typeof languages)[number],
  world: World,
  file: string,
): Promise<void> {
  const page = await context.newPage();
  try {
    await page.goto(path(world));
    await page.locator('main, [role=dialog]').first().waitFor();
    await settle(page);
    await act?.(page, language, world);
    // What has come may fade in, and what has faded in may ask for more.
    for (let times = 0; times < 2; times += 1) {
      if (!waits) await settle(page);
      await fadeIn(page);
    }
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`);
    process.exitCode = 1;
  }
  await page.screenshot({ path: file });
  await after?.(page, language, world);
}

/** Until every picture in sight has been asked for and has come, or has failed to. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      !document.querySelector('[aria-busy=true], img[data-loaded=false]') &&
      [...document.images].every(({ complete }) => complete) &&
      [...document.querySelectorAll('a[data-tile]')].every((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return top > innerHeight || bottom < 0 || tile.querySelector('img') || tile.nextElementSibling;
      }),
  );
}

/** Until what comes once has come; the tiles of the sign-in page move for ever. */
async function fadeIn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
    await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  });
}
