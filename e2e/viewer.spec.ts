import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { ask, expect, test } from './fixtures.ts';
import { contrast, lightOf, lightOfColour } from './pixels.ts';
import { fillAlbum, upload, waitUntilMade } from './screenshots/world.ts';

const albumOn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Three photographs in the album on the page, the newest first; answers their ids. */
const fill = (page: Page) => fillAlbum(page.request, albumOn(page));

const viewer = (page: Page) => page.getByRole('dialog', { name: 'Picture viewer' });
const shown = (page: Page) => viewer(page).locator('.lg-current .lg-image');
const fromMore = async (page: Page, name: string) => {
  await viewer(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('a link opened cold shows the picture; the original comes with zooming, and it turns', async ({
  albumPage: page,
}) => {
  const [first = '', second] = await fill(page);
  const { picture, next } = await ask<{ picture: { url: string }; next: { url: string; large: string } }>(
    page.request,
    'query($i:ID!,$n:ID!){picture(id:$i){url} next:picture(id:$n){url large:thumbnailUrl(size:LARGE)}}',
    { i: first, n: second },
  );
  const pathOf = (url: string) => new URL(url).pathname;
  const wholes = [picture.url, next.url].map(pathOf);
  const originals: string[] = [];
  const neighbours: string[] = [];
  page.on('request', (request) => {
    const path = pathOf(request.url());
    if (wholes.includes(path)) originals.push(path);
    if (path === pathOf(next.large)) neighbours.push(path);
  });
  await page.goto(`/photo/${first}`);
  await expect(shown(page)).toHaveJSProperty('complete', true);
  const { width } = (await shown(page).boundingBox()) ?? { width: 0 };
  // The next one comes too, at the size of the screen.
  await expect.poll(() => neighbours.length).toBeGreaterThan(0);
  expect(originals).toEqual([]);

  await viewer(page).getByRole('button', { name: 'Zoom in or out' }).click();
  await expect(viewer(page).locator('.lg-outer')).toHaveClass(/lg-zoomed/);
  await expect.poll(() => originals).toContain(pathOf(picture.url));
  await expect.poll(async () => (await shown(page).boundingBox())?.width).toBeGreaterThan(width);
  await expect(async () => {
    await page.keyboard.press('z');
    await expect(viewer(page).locator('.lg-outer')).not.toHaveClass(/lg-zoomed/, { timeout: 1000 });
  }).toPass();

  await fromMore(page, 'Rotate');
  // Lying on its side it stands upright on the screen, and all of it is there.
  await expect
    .poll(async () => {
      const box = await shown(page).boundingBox();
      return box !== null && box.height > box.width && box.height <= 900 && box.y >= 0;
    })
    .toBe(true);

  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await viewer(page).getByRole('button', { name: 'Info' }).hover();
  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement === null)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeHidden();
  await expect(page).toHaveURL(/\/$/);
});

test('Esc goes back step by step: it ends the slideshow, then shows all of the picture, then leaves', async ({
  albumPage: page,
}) => {
  const [first = ''] = await fill(page);
  await page.goto(`/photo/${first}`);
  await expect(viewer(page).locator('.lg-current.lg-zoomable')).toBeVisible();
  const stop = viewer(page).getByRole('button', { name: 'Stop the slideshow' });
  await page.keyboard.press('s');
  await expect(stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(stop).toBeHidden();
  await page.keyboard.press('z');
  await expect(viewer(page).locator('.lg-outer')).toHaveClass(/lg-zoomed/);
  await page.keyboard.press('Escape');
  await expect(viewer(page).locator('.lg-outer')).not.toHaveClass(/lg-zoomed/);
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeHidden();
});

test('a picture comes nearer by +, goes away by - and is whole by 0, unless single keys are off', async ({
  albumPage: page,
}) => {
  const [first = ''] = await fill(page);
  await page.goto(`/photo/${first}`);
  await expect(viewer(page).locator('.lg-current.lg-zoomable')).toBeVisible();
  const widthNow = async () => (await shown(page).boundingBox())?.width ?? 0;
  const whole = await widthNow();
  // Asked while the viewer still opens, it comes as near as by its button.
  await expect(async () => {
    await page.keyboard.press('0');
    await page.keyboard.press('+');
    await expect.poll(widthNow, { timeout: 2000 }).toBeCloseTo(1.5 * whole, 0);
  }).toPass();
  await page.keyboard.press('=');
  await expect.poll(widthNow).toBeCloseTo(2.25 * whole, 0);
  await page.keyboard.press('-');
  await expect.poll(widthNow).toBeCloseTo(1.5 * whole, 0);
  await page.keyboard.press('-');
  await expect.poll(widthNow).toBeCloseTo(whole, 0);
  await expect(viewer(page).locator('.lg-outer')).not.toHaveClass(/lg-zoomed/);
  await page.keyboard.press('-');
  for (let presses = 0; presses < 9; presses += 1) await page.keyboard.press('+');
  await expect.poll(widthNow).toBeCloseTo(4 * whole, 0);
  await page.keyboard.press('0');
  await expect.poll(widthNow).toBeCloseTo(whole, 0);
  await page.evaluate(() => localStorage.setItem('picup.single-keys', 'off'));
  await page.keyboard.press('+');
  await expect(viewer(page).locator('.lg-outer')).not.toHaveClass(/lg-zoomed/);
});

test('a picture that fits on the screen comes nearer too', async ({ albumPage: page }) => {
  await page.setViewportSize({ width: 1700, height: 1200 });
  const [first = ''] = await fill(page);
  await page.goto(`/photo/${first}`);
  await expect(viewer(page).locator('.lg-current.lg-zoomable')).toBeVisible();
  const widthNow = async () => (await shown(page).boundingBox())?.width ?? 0;
  const whole = await widthNow();
  await viewer(page).getByRole('button', { name: 'Zoom in or out' }).click();
  await expect.poll(widthNow).toBe(2 * whole);
});

test('a picture that is still coming comes nearer once it is there', async ({ albumPage: page }) => {
  await page.setViewportSize({ width: 1700, height: 1200 });
  const [first = ''] = await fill(page);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.searchParams.has('Signature'),
    async (route) => {
      await released;
      await route.continue();
    },
  );
  await page.goto(`/photo/${first}`);
  await expect(shown(page)).toBeAttached();
  await viewer(page).getByRole('button', { name: 'Zoom in or out' }).click();
  release();
  // It fits on the screen: as it comes it is as wide as it is.
  await expect
    .poll(async () => {
      const own = await shown(page).evaluate((image: HTMLImageElement) => image.naturalWidth);
      return ((await shown(page).boundingBox())?.width ?? 0) / own;
    })
    .toBe(2);
});

/** Opens the first of three pictures by keyboard, and presses these keys before the viewer's code comes. */
async function pressWhileOpening(page: Page, ...keys: string[]): Promise<void> {
  await fill(page);
  await page.reload();
  const { promise: wanted, resolve: letCome } = Promise.withResolvers<void>();
  await page.route(/\/assets\/Lightbox[^/]*\.js/, async (route) => {
    await wanted;
    await route.continue();
  });
  await page.getByRole('gridcell').getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await expect(viewer(page)).toBeFocused();
  for (const key of keys) await page.keyboard.press(key);
  letCome();
}

test('a picture comes nearer though it was asked to on its way', async ({ albumPage: page }) => {
  const [first = '', second = ''] = await fill(page);
  await page.goto(`/photo/${first}`);
  await expect(viewer(page).locator('.lg-current.lg-zoomable')).toBeVisible();
  await expect(viewer(page).getByText('1 / 3')).toBeVisible();
  const next = await viewer(page)
    .locator('.lightbox-stage')
    .evaluateHandle((stage) => ({
      stands: new Promise<void>((resolve) => {
        stage.addEventListener('lgAfterSlide', () => resolve(), { once: true });
      }),
    }));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('z');
  await next.evaluate(({ stands }) => stands);
  await expect(viewer(page).locator('.lg-outer')).toHaveClass(/lg-zoomed/);
  await expect(page).toHaveURL(new RegExp(second));
});

test('what stands on a white picture is seen and read, and nothing beneath it has an edge', async ({
  albumPage: page,
}) => {
  const white = sharp({ create: { width: 1600, height: 1000, channels: 3, background: '#ffffff' } });
  const files = [80, 85, 90].map(async (quality) => ({
    name: `snow-${quality}.jpg`,
    type: 'image/jpeg',
    bytes: await white.clone().jpeg({ quality }).toBuffer(),
  }));
  const ids = await upload(page.request, albumOn(page), await Promise.all(files));
  await waitUntilMade(page.request, ids);
  await page.goto(`/photo/${ids[1]}`);
  await expect(shown(page)).toHaveJSProperty('complete', true);
  await expect(viewer(page).getByText('2 / 3')).toBeVisible();

  const numbers = (from: number, to: number) =>
    Array.from({ length: Math.ceil(to - from) }, (_, index) => from + index);
  await expect(async () => {
    const light = await lightOf(page);
    // The picture fills the screen, and where nothing stands on it is white.
    expect(light(720, 700)).toBe(1);
    // An arrow's shade has its own shape: on both sides of its tip it is dark.
    for (const [name, share] of [
      ['Previous', 8 / 24],
      ['Next', 16 / 24],
    ] as const) {
      const box = await viewer(page).getByRole('button', { name }).locator('svg').boundingBox();
      const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
      const across = numbers(x + share * width - 5, x + share * width + 5).map((at) =>
        light(at, y + height / 2),
      );
      const tip = Math.max(...across);
      const at = across.indexOf(tip);
      for (const side of [across.slice(0, at), across.slice(at + 1)])
        expect(contrast(tip, Math.min(...side)), name).toBeGreaterThan(3);
    }
  }).toPass({ timeout: 20_000 });

  // What the drawings and the words stand on is seen once they are away.
  const drawn = await viewer(page).evaluate((dialog) =>
    [...dialog.querySelectorAll('button svg, [role=status] [aria-hidden]')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      if (element instanceof HTMLElement || element instanceof SVGElement)
        element.style.visibility = 'hidden';
      const inBar = element.closest('[role=toolbar]') !== null;
      const { color } = getComputedStyle(element);
      return { inBar, color, least: element.textContent ? 4.5 : 3, x, y, width, height };
    }),
  );
  const light = await lightOf(page);
  const inBar = drawn.filter((each) => each.inBar);
  expect(inBar.length).toBeGreaterThan(7);
  for (const { color, least, x, y, width, height } of inBar) {
    const ground = numbers(y, y + height).flatMap((down) =>
      numbers(x, x + width).map((at) => light(at, down)),
    );
    expect(contrast(lightOfColour(color), Math.max(...ground)), `at ${x}`).toBeGreaterThan(least);
  }
  for (const x of numbers(0, 1439)) {
    expect(light(x, 28)).toBe(light(x + 1, 28));
    expect(light(x, 450)).toBe(1);
  }
  for (const y of numbers(0, 200)) expect(Math.abs(light(720, y) - light(720, y + 1))).toBeLessThan(0.04);
});

test('keys that are pressed while the viewer opens, and one right after the other, are all done', async ({
  albumPage: page,
}) => {
  await pressWhileOpening(page, 'ArrowRight', 'ArrowRight');
  await expect(viewer(page).getByText('3 / 3')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(viewer(page).getByText('1 / 3')).toBeVisible();
  await expect(viewer(page).locator('.lg-current .lg-image')).toHaveAttribute('alt', /IMG_200\d\.jpg/);
  await page.goBack();
  await expect(viewer(page)).toBeHidden();
  await expect(page.getByRole('gridcell').getByRole('link').first()).toBeFocused();
});

test('a picture deleted while the viewer opens is the one that the arrow before has led to', async ({
  albumPage: page,
}) => {
  await pressWhileOpening(page, 'ArrowRight', 'Delete');
  await expect(viewer(page).getByText('2 / 2')).toBeVisible();
  const trashed = async () => {
    const { trash } = await ask<{ trash: { nodes: { filename: string }[] } }>(
      page.request,
      '{trash(first:5){nodes{filename}}}',
    );
    return trash.nodes.map(({ filename }) => filename);
  };
  await expect.poll(trashed).toEqual(['IMG_2002.jpg']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('gridcell')).toHaveCount(2);
});

test('the viewer tells what it knows, goes by thumbnails and by itself, and does what there is to do', async ({
  albumPage: page,
}) => {
  const albumId = albumOn(page);
  await fill(page);
  await page.reload();
  await page
    .getByRole('gridcell')
    .getByRole('link', { name: /IMG_2001/ })
    .click();
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('i');
  const info = page.getByRole('complementary', { name: 'Info' });
  for (const words of ['IMG_2001.jpg', 'Pinhole 1', '1,600 × 1,067 pixels', 'f/1.8', '37.', 'Summer'])
    await expect(info.getByText(words).first()).toBeVisible();
  await page.keyboard.press('i');
  await expect(shown(page)).toHaveAttribute('alt', /^IMG_2001\.jpg, .+, Place 37\.\d{4}° N, 12\d\.\d{4}° E$/);

  await fromMore(page, 'Show thumbnails');
  const strip = page.getByRole('navigation', { name: 'Thumbnails' });
  await strip.getByRole('button', { name: 'IMG_2002.jpg' }).click();
  await expect(shown(page)).toHaveAttribute(
    'alt',
    /^IMG_2002\.jpg, [^,]+day, [^,]+, 20\d\d at [\d:]+.[AP]M$/,
  );
  await expect(strip.getByRole('button', { name: 'IMG_2002.jpg' })).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('t');
  await expect(strip).toBeHidden();

  const download = page.waitForEvent('download');
  await viewer(page).getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('IMG_2002.jpg');
  await viewer(page).getByRole('button', { name: 'Use as cover' }).click();
  await expect(page.getByText('That is the cover now.')).toBeVisible();
  const { album } = await ask<{ album: { cover: { filename: string } | null } }>(
    page.request,
    'query($i:ID!){album(id:$i){cover{filename}}}',
    { i: albumId },
  );
  expect(album.cover?.filename).toBe('IMG_2002.jpg');

  await page.keyboard.press('Delete');
  await expect(viewer(page).getByText(/\d \/ 2/)).toBeVisible();
  await expect(shown(page)).toHaveAttribute('alt', /^IMG_200[13]\.jpg/);
  await page.keyboard.press('Control+z');
  await expect(viewer(page).getByText(/\d \/ 3/)).toBeVisible();

  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(viewer(page).getByText('1 / 3')).toBeVisible();
  await page.keyboard.press('s');
  await expect(viewer(page).getByRole('button', { name: 'Stop the slideshow' })).toBeVisible();
  await expect(viewer(page).getByText('3 / 3')).toBeVisible();
  await expect(viewer(page).getByRole('button', { name: 'Stop the slideshow' })).toBeHidden();
});
