import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../../infra/local/figures.ts';
import { yieldProcessor } from '../../infra/local/yield-processor.ts';
import { filenamesIn } from '../filenames-in.ts';
import { makeTinyPngs } from './made-files.ts';
import { openPlainTab, type PlainTab } from './plain-tab.ts';
import { pauseProcesses } from './product-processes.ts';
import { storedOriginals } from './stored-objects.ts';
import { during } from './waiting.ts';

const MIB = 2 ** 20;
const album = 'Many files';
const pageMs = 20_000;
const uploadMs = 480_000;
const thumbnailsMs = 20_000;

/**
 * Many small files in folders, in one drop: what the tab holds, how long it stands still, and what arrives. Their thumbnails
 * take longer than their upload; they are made when all are up, and the page is watched while the first of them come in.
 */
export async function measureManyFiles(folder: string, count: number): Promise<Figure[]> {
  const root = await makeTinyPngs(join(folder, 'Many'), count);
  const earlier = new Set((await storedOriginals()).map(({ key }) => key));
  await yieldProcessor(process.env.PICUP_DATA ?? '');
  const tab = await openPlainTab(album);
  try {
    const peak = { process: 0, heap: 0 };
    let seconds = 0;
    const upload = async () => {
      const resume = await pauseProcesses(['worker']);
      try {
        const begun = performance.now();
        await drop(tab, root, count);
        seconds = (performance.now() - begun) / 1000;
      } finally {
        resume();
      }
      await pause(thumbnailsMs);
    };
    await during(upload(), 1_000, async () => {
      const now = await tab.memory();
      peak.process = Math.max(peak.process, now.process);
      peak.heap = Math.max(peak.heap, now.heap);
    });
    const tasks = await tab.evaluate<number[]>('longTasks');
    const names = await filenamesIn(tab.api, tab.albumId);
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
    await tab.close();
    await rm(root, { recursive: true });
  }
}

async function drop({ send, evaluate, until }: PlainTab, root: string, count: number): Promise<void> {
  const headingIs = (words: string) =>
    `[...document.querySelectorAll('h1, h2')].some(({ textContent }) => textContent === ${JSON.stringify(words)})`;
  if (!(await until(headingIs(album), pageMs))) throw new Error('The album does not open.');
  // Milliseconds of every task of the page's main thread over 50 ms, since the drop.
  await evaluate(`{
    globalThis.longTasks = [];
    const observe = ({ timeStamp }) => {
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) if (startTime >= timeStamp) longTasks.push(duration);
      }).observe({ type: 'longtask' });
    };
    addEventListener('drop', observe, { capture: true, once: true });
  }`);
  const data = { items: [], files: [root], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  const button = `[...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'All into ${album}')`;
  if (!(await until(`${button} !== undefined`, pageMs)))
    throw new Error('Nobody asks where the folder goes.');
  await evaluate(`${button}.click()`);
  // What is not up by then is missed in what arrived.
  await until(headingIs(`All ${count.toLocaleString('en')} files are up`), uploadMs);
}
