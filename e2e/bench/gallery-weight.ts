import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { desk, thumbnailsShown, type Views } from './gallery-view.ts';

const built = (path: string) => fileURLToPath(new URL(`../../web/dist${path}`, import.meta.url));

type Manifest = Record<string, { file: string; imports?: string[] }>;

/** What the browser asks for of the app, and when: kilobytes (1,000) after gzip. */
export async function measureWeight(views: Views): Promise<Figure[]> {
  const manifest: Manifest = JSON.parse(await readFile(built('/.vite/manifest.json'), 'utf8'));
  const lightbox = chunkFiles(manifest, '/Lightbox.tsx');
  const player = chunkFiles(manifest, '/VideoPlayer.tsx');
  const initial = new Set([
    ...scriptsIn(await readFile(built('/index.html'), 'utf8')),
    ...chunkFiles(manifest, 'index.html'),
  ]);
  // Without any other script the timeline has to come up: else it has been counted too light.
  await views.with({}, async ({ page }) => {
    await page.route(
      ({ pathname }) => pathname.endsWith('.js') && !initial.has(pathname),
      (route) => route.abort(),
    );
    await page.goto('/');
    await thumbnailsShown(page);
  });
  const { beforeVideo, afterVideo } = await views.with({}, async ({ page }) => {
    const scripts = new Set<string>();
    page.on('request', (request) => scripts.add(new URL(request.url()).pathname));
    await page.goto('/');
    await thumbnailsShown(page);
    await openFirst(page, 'Photo');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const before = new Set([...scripts, ...(await keptOffline(page))]);
    await openFirst(page, 'Video');
    await page.locator('video').waitFor();
    return { beforeVideo: before, afterVideo: scripts };
  });

  const weigh = async (files: Iterable<string>) => {
    let bytes = 0;
    for (const file of files) bytes += gzipSync(await readFile(built(file))).length;
    return bytes / 1000;
  };
  const figure = (what: string, most: number, weight: number): Figure => ({
    what,
    wanted: `≤ ${most} kB`,
    measured: `${weight.toFixed(1)} kB`,
    ok: weight <= most,
  });
  const [playerFile = ''] = player;
  const playerWaits = !beforeVideo.has(playerFile) && afterVideo.has(playerFile);
  return [
    figure('scripts that the timeline needs to show its pictures', 220, await weigh(initial)),
    figure('scripts of the lightbox', 45, await weigh([...lightbox].filter((file) => !initial.has(file)))),
    figure(
      'scripts of the player',
      230,
      await weigh([...player].filter((file) => !lightbox.has(file) && !initial.has(file))),
    ),
    {
      what: 'the player is asked for',
      wanted: 'when a video opens',
      measured: playerWaits ? 'when a video opened' : 'before, or never',
      ok: playerWaits,
    },
  ];
}

/** Scrolls to the next picture of a kind, and opens it. */
async function openFirst(page: Page, kind: 'Photo' | 'Video'): Promise<void> {
  const tile = page
    .getByRole('grid')
    .getByRole('link', { name: new RegExp(`^${kind}`) })
    .first();
  await page.mouse.move(desk.width / 2, desk.height / 2);
  for (let screens = 0; screens < 30 && (await tile.count()) === 0; screens += 1) {
    await page.mouse.wheel(0, desk.height / 2);
    await thumbnailsShown(page);
  }
  await tile.click();
  await page.getByRole('dialog').getByRole('img').first().waitFor();
}

/** The paths of the scripts that the service worker has put by. */
async function keptOffline(page: Page): Promise<string[]> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(caches_.map((cache) => cache.keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}

/** The paths of the scripts that a page names itself. */
function scriptsIn(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
}

/** The file of a part of the app, first, and those that come with it. */
function chunkFiles(manifest: Manifest, source: string): Set<string> {
  const start = Object.keys(manifest).find((key) => key.endsWith(source));
  if (!start) throw new Error(`The build has no part of its own for ${source}.`);
  const files = new Set<string>();
  const add = (key: string) => {
    const chunk = manifest[key];
    if (!chunk || files.has(`/${chunk.file}`)) return;
    files.add(`/${chunk.file}`);
    for (const imported of chunk.imports ?? []) add(imported);
  };
  add(start);
  return files;
}
