import type { Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { ms, quantile, thumbnailsShown, type Views } from './gallery-view.ts';

const shares = [0.5, 0.93, 0.2, 0.7, 0.05, 0.97, 0.35, 0.85];

type Jump = { placeholders: number; thumbnails: number };

declare global {
  interface Window {
    picupJump: Promise<Jump>;
  }
}

/** How soon a click on the scrubber shows something where it leads, and how soon the pictures themselves. */
export async function measureJumps(views: Views): Promise<Figure[]> {
  const jumps = await views.with({}, async ({ page }) => {
    await page.goto('/');
    await thumbnailsShown(page);
    const measured: Jump[] = [];
    for (const share of shares) {
      await views.atRest();
      measured.push(await jumpTo(page, share));
    }
    return measured;
  });
  const figure = (what: string, most: number, value: (jump: Jump) => number): Figure => {
    const values = jumps.map(value);
    const worst = Math.max(...values);
    return {
      what: `date jump to ${what}, worst of ${shares.length}`,
      wanted: `≤ ${ms(most)}`,
      measured: `${ms(worst)} (median ${ms(quantile(values, 0.5))})`,
      ok: worst <= most,
    };
  };
  return [
    figure('placeholders', 100, ({ placeholders }) => placeholders),
    figure('all thumbnails in the window', 800, ({ thumbnails }) => thumbnails),
  ];
}

async function jumpTo(page: Page, share: number): Promise<Jump> {
  await page.evaluate(noteJump);
  const box = await page.getByRole('slider').locator('..').boundingBox();
  if (!box) throw new Error('There is no scrubber to click.');
  await page.mouse.click(box.x + box.width / 2, box.y + share * box.height);
  return page.evaluate(() => window.picupJump);
}

/** Runs in the page: looks after every frame, from the next press on, at what the window shows. */
function noteJump(): void {
  const points = [0.15, 0.3, 0.45, 0.6, 0.75, 0.9].flatMap((down) =>
    [0.1, 0.35, 0.6, 0.85].map((across) => [innerWidth * across, innerHeight * down] as const),
  );
  const isFilled = (element: Element | null) =>
    element?.closest('[role=grid] [role=row], [role=grid] [role=presentation]') != null;
  const isThere = () => {
    const tiles = [...document.querySelectorAll('[role=grid] a[data-key]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const waiting = [...document.querySelectorAll('[role=grid] > [role=presentation]')].some((block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return tiles.length > 0 && !waiting && tiles.every((tile) => tile.querySelector('img[data-loaded=true]'));
  };
  window.picupJump = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('The scrubber was clicked and led nowhere.')), 30_000);
    addEventListener(
      'pointerdown',
      ({ timeStamp }) => {
        const before = scrollY;
        let placeholders = 0;
        const look = () => {
          const now = performance.now() - timeStamp;
          const away = Math.abs(scrollY - before) > innerHeight;
          if (
            away &&
            placeholders === 0 &&
            points.every(([x, y]) => isFilled(document.elementFromPoint(x, y)))
          )
            placeholders = now;
          if (away && placeholders > 0 && isThere()) resolve({ placeholders, thumbnails: now });
          else afterFrame(look);
        };
        afterFrame(look);
      },
      { capture: true, once: true },
    );
  });
  function afterFrame(then: () => void): void {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    });
  }
}
