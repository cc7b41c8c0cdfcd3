import type { Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { desk, median, ms, thumbnailsShown, type Views } from './gallery-view.ts';

const rounds = 3;
const mostMs = 200;

declare global {
  interface Window {
    /** From each input to the frame after it, in milliseconds. */
    picupWaits: number[];
  }
}

/** Something a person does, and how to see that it has been done. */
type Action = { name: string; act: () => Promise<unknown>; done: () => Promise<unknown> };

/** How long everyday actions keep the page from its next frame, on the slow machine and line. */
export async function measureActions(views: Views): Promise<Figure[]> {
  const waits = new Map<string, number[]>();
  await views.with({ throttled: true }, async ({ page }) => {
    await page.addInitScript(noteWaits);
    await page.goto('/');
    await thumbnailsShown(page);
    for (let round = 0; round < rounds; round += 1) {
      await views.atRest();
      for (const { name, act, done } of actionsOn(page)) {
        await page.evaluate(() => {
          window.picupWaits = [];
        });
        await act();
        await done();
        const longest = await longestWait(page);
        waits.set(name, [...(waits.get(name) ?? []), longest]);
      }
    }
  });
  return [...waits].map(([name, values]) => ({
    what: `from “${name}” to the next frame, median of ${rounds}`,
    wanted: `≤ ${ms(mostMs)}`,
    measured: `${ms(median(values))} (${values.map(ms).join(', ')})`,
    ok: median(values) <= mostMs,
  }));
}

/** @throws Error where the page has seen no input at all. */
async function longestWait(page: Page): Promise<number> {
  const waits = await page.evaluate(async () => {
    // What was noted in the last frame is told after the next one.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return window.picupWaits;
  });
  if (waits.length === 0) throw new Error('The page has not noticed the action.');
  return Math.max(...waits);
}

function actionsOn(page: Page): Action[] {
  const grid = page.getByRole('grid');
  const dialog = page.getByRole('dialog');
  const bar = page.getByRole('toolbar');
  const slider = page.getByRole('slider');
  const album = page.locator('main a[href^="/albums/"]').first();
  const key = (name: string) => () => page.keyboard.press(name);
  const gone = () => dialog.waitFor({ state: 'detached' });
  let url = '';
  const moved = () => page.waitForURL((now) => now.href !== url);
  const step = (name: string) => async () => {
    url = page.url();
    await page.keyboard.press(name);
  };
  const chosen = (words: RegExp) => () => page.getByText(words).first().waitFor();
  const onTrack = async (share: number) => {
    const box = await slider.boundingBox();
    return { x: (box?.x ?? desk.width) + (box?.width ?? 0) / 2, y: 80 + share * (desk.height - 120) };
  };
  const shown = () => thumbnailsShown(page);
  return [
    {
      name: 'open',
      act: () =>
        grid
          .getByRole('link', { name: /^Photo/ })
          .nth(8)
          .click(),
      done: () => dialog.locator('.lg-image').first().waitFor(),
    },
    { name: 'next', act: step('ArrowRight'), done: moved },
    { name: 'previous', act: step('ArrowLeft'), done: moved },
    { name: 'what is known of it', act: key('i'), done: () => dialog.getByRole('complementary').waitFor() },
    { name: 'close', act: key('Escape'), done: gone },
    {
      name: 'select',
      act: () =>
        grid
          .getByRole('button', { name: /^Select (IMG|MOV)/ })
          .nth(3)
          .click({ force: true }),
      done: chosen(/^1 selected/),
    },
    {
      name: 'select up to here',
      // By hand: between the key and the button Playwright's own click searches the page, which would be waited for, too.
      act: async () => {
        const tile = grid.getByRole('link').nth(20);
        await tile.scrollIntoViewIfNeeded();
        const box = await tile.boundingBox();
        if (!box) throw new Error('The twentieth picture is not on the page.');
        await page.keyboard.down('Shift');
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await page.keyboard.up('Shift');
      },
      done: chosen(/^1\d selected/),
    },
    { name: 'select all 100,000', act: key('Control+a'), done: chosen(/^100,000 selected/) },
    { name: 'end the selection', act: key('Escape'), done: () => bar.waitFor({ state: 'detached' }) },
    {
      name: 'to the albums',
      act: () => page.getByRole('link', { name: 'Albums' }).click(),
      done: () => album.waitFor(),
    },
    { name: 'open an album', act: () => album.click(), done: shown },
    {
      name: 'back to the photos',
      act: () => page.getByRole('link', { name: 'Photos', exact: true }).click(),
      done: () => slider.waitFor(),
    },
    {
      name: 'scrub by a click',
      act: async () => {
        const { x, y } = await onTrack(0.5);
        await page.mouse.click(x, y);
      },
      done: shown,
    },
    {
      name: 'scrub by dragging',
      act: async () => {
        const [from, to] = [await slider.boundingBox(), await onTrack(0.85)];
        await page.mouse.move(to.x, (from?.y ?? 0) + (from?.height ?? 0) / 2);
        await page.mouse.down();
        await page.mouse.move(to.x, to.y, { steps: 20 });
        await page.mouse.up();
      },
      done: shown,
    },
    { name: 'scrub by a key', act: () => slider.press('Home'), done: shown },
    { name: 'all keys', act: key('?'), done: () => dialog.waitFor() },
    { name: 'close them', act: key('Escape'), done: gone },
  ];
}

/** Runs in the page before anything else. */
function noteWaits(): void {
  window.picupWaits = [];
  for (const type of ['pointerdown', 'pointermove', 'pointerup', 'click', 'keydown', 'keyup'])
    addEventListener(
      type,
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          // What is sent to oneself in a frame arrives after it has been drawn.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.picupWaits.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      },
      { capture: true, passive: true },
    );
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.picupWaits.push(duration);
  });
  const shortToo = { type: 'event', durationThreshold: 16 };
  observer.observe(shortToo);
}
