import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../../infra/local/figures.ts';
import { aDrag } from '../drag.ts';
import { filenamesIn } from '../filenames-in.ts';
import { makeTinyPngs } from './made-files.ts';
import { type MemberBrowser, openMemberBrowser } from './member-browser.ts';
import { pauseProcesses } from './product-processes.ts';
import { storedOriginals } from './stored-objects.ts';
import { during } from './waiting.ts';

const MIB = 2 ** 20;
const uploadMs = 480_000;
const thumbnailsMs = 20_000;

declare global {
  /** Milliseconds of every task of the page's main thread over 50 ms, since the drop. */
  var longTasks: number[];
}

/**
 * Many small files in folders, in one drop: what the tab holds, how long it stands still, and what arrives. Their thumbnails
 * take longer than their upload; they are made when all are up, and the page is watched while the first of them come in.
 */
export async function measureManyFiles(folder: string, count: number): Promise<Figure[]> {
  const root = await makeTinyPngs(join(folder, 'Many'), count);
  const earlier = new Set((await storedOriginals()).map(({ key }) => key));
  const browser = await openMemberBrowser();
  try {
    const albumId = await browser.openAlbum('Many files');
    const peak = { process: 0, heap: 0 };
    let seconds = 0;
    const upload = async () => {
      const resume = await pauseProcesses(['worker']);
      try {
        const begun = performance.now();
        await drop(browser, root, count);
        seconds = (performance.now() - begun) / 1000;
      } finally {
        resume();
      }
      await pause(thumbnailsMs);
    };
    await during(upload(), 1_000, async () => {
      const now = await browser.tabMemory();
      peak.process = Math.max(peak.process, now.process);
      peak.heap = Math.max(peak.heap, now.heap);
    });
    const tasks = await browser.page.evaluate(() => globalThis.longTasks);
    const names = await filenamesIn(browser.page.request, albumId);
    const distinct = new Set(names).size;
    const stored = (await storedOriginals()).filter(({ key }) => !earlier.has(key)).length;
    const files = `${count.toLocaleString('en')} small files in one drop`;
    const longest = Math.max(0, ...tasks);
    return [
      {
        what: `${files}: pictures, none twice`,
        wanted: String(count),
        measured: `${names.length} (${distinct} names, ${stored} stored; ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second)`,
        ok: names.length === count && distinct === count && stored === count,
      },
      {
        what: `${files}: private memory of the tab's process, at most`,
        wanted: '< 300 MiB',
        measured: `${(peak.process / MIB).toFixed(0)} MiB (of it JavaScript's heap ${(peak.heap / MIB).toFixed(0)} MiB)`,
        ok: peak.process > 0 && peak.process < 300 * MIB,
      },
      {
        what: `${files}: longest task of the main thread`,
        wanted: '≤ 100 ms',
        measured: `${longest.toFixed(0)} ms (${tasks.length} over 50 ms, ${tasks.filter((ms) => ms > 100).length} over 100 ms)`,
        ok: longest <= 100,
      },
    ];
  } finally {
    await browser.close();
    await rm(root, { recursive: true });
  }
}

async function drop({ page }: MemberBrowser, root: string, count: number): Promise<void> {
  await page.evaluate(() => {
    globalThis.longTasks = [];
    const observe = ({ timeStamp }: Event) => {
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries())
          if (startTime >= timeStamp) globalThis.longTasks.push(duration);
      }).observe({ type: 'longtask' });
    };
    addEventListener('drop', observe, { capture: true, once: true });
  });
  const drag = await aDrag(page, [root]);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
  await page.getByRole('button', { name: 'All into Many files' }).click();
  const title = `All ${count.toLocaleString('en')} files are up`;
  const tray = page.getByRole('region', { name: 'Uploads' });
  // What is not up by then is missed in what arrived.
  await tray
    .getByRole('heading', { name: title })
    .waitFor({ timeout: uploadMs })
    .catch(() => undefined);
}
