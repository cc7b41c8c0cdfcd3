import type { Figure } from '../../infra/local/figures.ts';
import { median, ms, thumbnailsShown, type View, type Views } from './gallery-view.ts';

const loads = 5;
const quietMs = 2_000;

type Load = { fcp: number; lcp: number; shift: number; longTasks: { start: number; duration: number }[] };

declare global {
  interface Window {
    picupLoad: Load;
  }
}

/** How the timeline comes up in a browser that has never seen it, on the slow machine and line. */
export async function measureLoads(views: Views): Promise<Figure[]> {
  const measured: (Load & { blocked: number })[] = [];
  for (let load = 0; load < loads; load += 1) {
    const noted = await views.with({ throttled: true }, loadOnce);
    const blocked = noted.longTasks
      .filter(({ start }) => start >= noted.fcp)
      .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0);
    measured.push({ ...noted, blocked });
  }
  const figure = (
    what: string,
    most: number,
    words: (value: number) => string,
    value: (load: Load & { blocked: number }) => number,
  ): Figure => {
    const values = measured.map(value);
    const middle = median(values);
    return {
      what: `${what}, median of ${loads} loads`,
      wanted: `≤ ${words(most)}`,
      measured: `${words(middle)} (${values.map((each) => words(each)).join(', ')})`,
      ok: middle <= most,
    };
  };
  return [
    figure('largest contentful paint', 2_000, ms, ({ lcp }) => lcp),
    figure('total blocking time', 200, ms, ({ blocked }) => blocked),
    figure(
      'cumulative layout shift',
      0.02,
      (value) => value.toFixed(3),
      ({ shift }) => shift,
    ),
  ];
}

async function loadOnce({ page }: View): Promise<Load> {
  await page.addInitScript(noteLoad);
  await page.goto('/', { waitUntil: 'commit' });
  await thumbnailsShown(page);
  // Until nothing has blocked and nothing has come for a while: what is brought for later counts as blocking, too.
  await page.waitForFunction((quiet) => {
    const lastTask = window.picupLoad.longTasks.at(-1);
    const lastFile = performance.getEntriesByType('resource').at(-1);
    const busyUntil = Math.max(
      lastTask ? lastTask.start + lastTask.duration : 0,
      lastFile ? lastFile.startTime + lastFile.duration : 0,
    );
    return performance.now() - busyUntil > quiet;
  }, quietMs);
  return page.evaluate(() => window.picupLoad);
}

/** Runs in the page before anything else. */
function noteLoad(): void {
  const load: Load = { fcp: 0, lcp: 0, shift: 0, longTasks: [] };
  window.picupLoad = load;
  const observe = (type: string, note: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry);
    }).observe({ type, buffered: true });
  observe('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') load.fcp = startTime;
  });
  observe('largest-contentful-paint', ({ startTime }) => {
    load.lcp = startTime;
  });
  observe('layout-shift', (entry) => {
    if ('value' in entry && typeof entry.value === 'number') load.shift += entry.value;
  });
  observe('longtask', ({ startTime, duration }) => load.longTasks.push({ start: startTime, duration }));
}
