import type { CDPSession, Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { diceOf } from './drawn-photos.ts';
import { desk, ms, quantile, thumbnailsShown, type View, type Views } from './gallery-view.ts';

const seconds = 6;
const flingSeconds = 60;
/** In CSS pixels a second: somebody who looks, and somebody who searches. */
const speeds = { 'scrolling at 2,000 px/s': 2_000, 'flinging at 15,000 px/s': 15_000 };
const mostHeap = 150;
const frameMs = 1000 / 60;

declare global {
  interface Window {
    picupFrames: number[];
  }
}

/** How evenly frames come while the timeline is scrolled, beside those of an empty page; and what a minute leaves in memory. */
export async function measureScrolling(views: Views): Promise<Figure[]> {
  const empty = await views.with({ signedIn: false }, async (view) => {
    await view.page.setContent('<body style="height: 4000000px">');
    return framesOf(view);
  });
  const { frames, heap } = await views.with({}, async (view) => {
    await view.page.goto('/');
    await thumbnailsShown(view.page);
    const measured = await framesOf(view);
    return { frames: measured, heap: await flingFor(view) };
  });
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    ...Object.keys(speeds).map((name): Figure => {
      const [own, other] = [frames.get(name) ?? [], empty.get(name) ?? []];
      const [p95, emptyP95] = [quantile(own, 0.95), quantile(other, 0.95)];
      const exact = (value: number) => `${value.toFixed(1)} ms`;
      // A display's frame, or what this machine needs for nothing at all; a clock's tick over that is the same frame.
      const most = Math.max(frameMs, emptyP95) + 0.5;
      return {
        what: `frame while ${name}, p95`,
        wanted: `≤ ${exact(Math.max(frameMs, emptyP95))}`,
        measured: `${exact(p95)}, longest ${ms(Math.max(...own))}; empty page ${exact(emptyP95)}, longest ${ms(Math.max(...other))}`,
        ok: p95 <= most,
      };
    }),
    {
      what: `heap in ${flingSeconds} s of flinging, highest`,
      wanted: `≤ ${mostHeap} MB`,
      measured: `${megabytes(heap.highest)} (afterwards ${megabytes(heap.after)} once collected)`,
      ok: heap.highest <= mostHeap * 1e6,
    },
  ];
}

async function framesOf({ page, cdp }: View): Promise<Map<string, number[]>> {
  const frames = new Map<string, number[]>();
  for (const [name, speed] of Object.entries(speeds)) {
    await page.evaluate(noteFrames);
    await scroll(cdp, speed * seconds, speed);
    frames.set(name, await page.evaluate(() => window.picupFrames));
  }
  return frames;
}

/** Downwards, for a positive distance in CSS pixels. */
function scroll(cdp: CDPSession, distance: number, speed: number): Promise<unknown> {
  return cdp.send('Input.synthesizeScrollGesture', {
    x: desk.width / 2,
    y: desk.height / 2,
    yDistance: -distance,
    speed,
    gestureSourceType: 'mouse',
  });
}

/** Runs in the page: how long each frame takes, in milliseconds, from now on. */
function noteFrames(): void {
  const frames: number[] = [];
  window.picupFrames = frames;
  let last = performance.now();
  const note = (now: number) => {
    frames.push(now - last);
    last = now;
    if (window.picupFrames === frames) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

/** Up and down and to other years for a minute. @returns what the heap holds then, in bytes. */
async function flingFor({ page, cdp }: View): Promise<{ after: number; highest: number }> {
  await cdp.send('Performance.enable');
  const dice = diceOf(3);
  const end = performance.now() + flingSeconds * 1000;
  let highest = 0;
  for (let fling = 0; performance.now() < end; fling += 1) {
    if (fling % 6 === 5) await jump(page, dice());
    const distance = (dice() < 0.7 ? 1 : -1) * (10_000 + dice() * 30_000);
    await scroll(cdp, distance, 15_000);
    // A hand rests between two flings, which is when pictures are asked for.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    highest = Math.max(highest, await heapOf(cdp));
  }
  await cdp.send('HeapProfiler.collectGarbage');
  return { after: await heapOf(cdp), highest };
}

async function jump(page: Page, share: number): Promise<void> {
  const box = await page.getByRole('slider').boundingBox();
  await page.mouse.click((box?.x ?? desk.width) + (box?.width ?? 0) / 2, 80 + share * (desk.height - 120));
}

async function heapOf(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}
