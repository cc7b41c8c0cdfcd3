import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test';

/** A page to measure, and the way to the browser's own instruments. */
export type View = { page: Page; cdp: CDPSession };

/** Whose page, and how slow a machine at how slow a line. */
export type ViewOptions = { signedIn?: boolean; throttled?: boolean };

/** Opens pages one after the other, and knows how many nodes the fullest of them ever had. */
export type Views = {
  /** Lets `measure` have a page of a new browser profile, which goes when it is done. */
  with<T>(options: ViewOptions, measure: (view: View) => Promise<T>): Promise<T>;
  mostNodes(): { count: number; at: string };
  /** Waits for the machine to have little else to do, a while at the most: what is measured next is to be ours. */
  atRest(): Promise<void>;
  /** The shares of the processors that were idle when measuring began, 0 to 1. */
  idleShares(): readonly number[];
};

/** What a browser keeps of a signed-in member. */
export type Session = BrowserContextOptions['storageState'];

/** The slow machine and line of every throttled figure: a quarter of this processor, 10 Mbit/s, 40 ms. */
export const slow = { processor: 4, bytesPerSecond: 10e6 / 8, latencyMs: 40 };

/** The window of every figure, in CSS pixels. */
export const desk = { width: 1440, height: 900 };

/** A machine of which so much is idle is at rest. */
const restShare = 0.85;
const lookMs = 350;
const longestWaitMs = 5_000;
/** What takes longer does not happen. */
const patienceMs = 60_000;

/** @param url the product's address. */
export function openViews(browser: Browser, url: string, session: Session): Views {
  const most = { count: 0, at: '' };
  const idle: number[] = [];
  const atRest = async () => {
    const end = performance.now() + longestWaitMs;
    let share = await idleShare();
    while (share < restShare && performance.now() < end) share = await idleShare();
    idle.push(share);
  };
  return {
    atRest,
    idleShares: () => idle,
    async with({ signedIn = true, throttled = false }, measure) {
      const context = await browser.newContext({
        baseURL: url,
        viewport: desk,
        locale: 'en-US',
        storageState: signedIn ? session : undefined,
      });
      await context.exposeFunction('picupNodes', (count: number, at: string) => {
        if (count > most.count) Object.assign(most, { count, at });
      });
      await context.addInitScript(countNodes);
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      const cdp = await context.newCDPSession(page);
      if (throttled) await slowDown(cdp);
      try {
        await atRest();
        return await measure({ page, cdp });
      } finally {
        await context.close();
      }
    },
    mostNodes: () => most,
  };
}

/** How much of the processors nobody uses, over a third of a second. */
async function idleShare(): Promise<number> {
  const read = () => {
    const times = cpus().map((cpu) => cpu.times);
    const idle = times.reduce((sum, each) => sum + each.idle, 0);
    const all = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle);
    return { idle, all };
  };
  const before = read();
  await delay(lookMs);
  const after = read();
  return (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

async function slowDown(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latencyMs,
    downloadThroughput: slow.bytesPerSecond,
    uploadThroughput: slow.bytesPerSecond,
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow.processor });
}

declare global {
  interface Window {
    picupNodes?: (count: number, at: string) => void;
  }
}

/** Runs in every page. A timer and not every frame: that would keep the page drawing. */
function countNodes(): void {
  let most = 0;
  const all = document.getElementsByTagName('*');
  setInterval(() => {
    if (all.length <= most) return;
    most = all.length;
    window.picupNodes?.(most, location.pathname.split('/')[1] || 'timeline');
  }, 20);
}

/** Waits until every tile in the window shows its image. @throws Error after a minute. */
export async function thumbnailsShown(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const tiles = [...document.querySelectorAll('[role=grid] a[data-key]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return tiles.length > 0 && tiles.every((tile) => tile.querySelector('img[data-loaded=true]'));
  });
}

/** The middle one; of none, NaN. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

/** The one that a share of the others does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const ms = (value: number): string => `${Math.round(value)} ms`;
