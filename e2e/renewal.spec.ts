import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { makeVideo } from './media.ts';
import { fillAlbum, upload, waitUntilMade } from './screenshots/world.ts';

const isMedia = (url: URL) => url.searchParams.has('Signature');

const albumIdOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/**
 * From now on the page is given addresses that the CDN refuses, as those of yesterday, for every picture until it asks for
 * that picture's renewal: no server answers with older ones after that, however often lists are read in between.
 * @returns the pictures whose renewal the page has asked for, in order.
 */
async function giveRefusedAddresses(page: Page): Promise<string[]> {
  const renewed: string[] = [];
  await page.route('**/graphql', async (route) => {
    const { operationName, variables } = route.request().postDataJSON();
    if (operationName === 'PictureState') {
      renewed.push(...variables.ids);
      return route.fallback();
    }
    try {
      const response = await route.fetch();
      await route.fulfill({ response, json: withRefused(await response.json(), renewed, true) });
    } catch {
      // The page has gone on to another address and wants no answer any more.
    }
  });
  return renewed;
}

/** An answer of the API whose addresses are refused, but for the pictures that have been renewed. */
function withRefused(value: unknown, renewed: string[], refused: boolean): unknown {
  if (typeof value === 'string')
    return refused ? value.replace(/([?&]Signature=)[^&]{8}/, '$1AAAAAAAA') : value;
  if (Array.isArray(value)) return value.map((item) => withRefused(item, renewed, refused));
  if (typeof value !== 'object' || value === null) return value;
  const own = 'id' in value && typeof value.id === 'string' ? !renewed.includes(value.id) : refused;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withRefused(item, renewed, own)]),
  );
}

test('addresses that have run out are renewed, each once, and no picture stays broken', async ({
  albumPage: page,
  media,
}) => {
  const files = await Promise.all(
    [media.png, media.rotatedJpeg, media.heic].map(async (path) => ({
      name: path.split('/').at(-1) ?? '',
      type: path.endsWith('png') ? 'image/png' : path.endsWith('heic') ? 'image/heic' : 'image/jpeg',
      bytes: await readFile(path),
    })),
  );
  const ids = await upload(page.request, albumIdOf(page), files);
  await waitUntilMade(page.request, ids);
  const renewals = await giveRefusedAddresses(page);
  for (const path of [new URL(page.url()).pathname, '/']) {
    renewals.length = 0;
    await page.goto(path);
    await expect(page.locator('[role=gridcell] img[data-loaded=true]')).toHaveCount(3);
    expect(renewals.toSorted()).toEqual(ids.toSorted());
    await expect(page.getByTitle('Could not be loaded just now')).toHaveCount(0);
  }
  renewals.length = 0;
  await page.goto(`/photo/${ids[0]}`);
  const image = page.getByRole('dialog').locator('.lg-current .lg-image');
  await expect
    .poll(() => image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth))
    .toBeGreaterThan(200);
});

/** A video of 40 seconds, made at a path, in the album on the page. @returns its id. */
async function uploadLongVideo(page: Page, path: string): Promise<string> {
  // Noise keeps it large: the browser does not hold all of it when the reader jumps ahead.
  await makeVideo(path, 40, 'scale=320:240,noise=alls=90:allf=t');
  const file = { name: 'long.mp4', type: 'video/mp4', bytes: await readFile(path) };
  const [id = ''] = await upload(page.request, albumIdOf(page), [file]);
  await waitUntilMade(page.request, [id]);
  return id;
}

test('a video plays by keyboard, faster, and goes on at the same second when its address runs out', async ({
  albumPage: page,
}, info) => {
  const id = await uploadLongVideo(page, info.outputPath('long.mp4'));
  let expired: string | null = null;
  let renewals = 0;
  await page.route(
    () => expired !== null,
    async (route) => {
      const request = route.request();
      if (request.url() === expired) return route.fulfill({ status: 403 });
      if (!request.url().endsWith('/graphql')) return route.fallback();
      renewals += 1;
      const response = await route.fetch();
      const text = await response.text();
      // The server signs anew only when its window turns: what it answers is made another string here.
      return route.fulfill({ response, body: text.replaceAll(/("http[^"]*\/original\?[^"]*)"/g, '$1#new"') });
    },
  );

  await page.goto(`/photo/${id}`);
  const player = page.getByRole('group', { name: 'long.mp4' });
  const video = player.locator('video');
  const at = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await expect(player.getByRole('button', { name: 'Play video' })).toBeVisible();
  await expect(player.locator('.vjs-poster img')).toHaveAttribute('src', /^http/);
  await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect.poll(at).toBeGreaterThan(0.3);
  await page.keyboard.press('k');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  await player.getByRole('button', { name: 'Playback Rate' }).click();
  await player.getByRole('menuitemradio', { name: '1.5x' }).click();
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(1.5);
  const rates = player.getByRole('button', { name: 'Playback Rate' });
  await rates.press('Enter');
  await page.keyboard.press('ArrowUp');
  await expect(player.locator('[role=menuitemradio]:focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rates).toBeFocused();
  await expect(player.getByRole('menuitemradio', { name: '1.25x' })).toBeHidden();
  await player.locator('.vjs-progress-control').hover();
  const pointedAt = player.locator('.vjs-mouse-display .vjs-time-tooltip');
  await expect(pointedAt).toHaveText(/^0:(19|2\d)$/);
  expect((await pointedAt.boundingBox())?.height).toBeLessThan(30);

  expired = await video.evaluate((element: HTMLVideoElement) => element.currentSrc);
  await video.evaluate((element: HTMLVideoElement) => {
    element.currentTime = 31;
  });
  await expect.poll(() => renewals).toBe(1);
  await expect
    .poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState))
    .toBeGreaterThan(1);
  expect(Math.round(await at())).toBe(31);
  expect(renewals).toBe(1);
  // What was on the screen stays there, and so do the controls.
  await player.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(at).toBeGreaterThan(31.5);

  // The small window goes with the viewer, and is not left with nothing in it.
  await player.getByRole('button', { name: 'Picture-in-Picture' }).click();
  const apart = () => page.evaluate(() => document.pictureInPictureElement !== null);
  await expect.poll(apart).toBe(true);
  await page.keyboard.press('Escape');
  await expect(player).toBeHidden();
  await expect.poll(apart).toBe(false);
});

test('a video that the network has left says so, and goes on at the same second when it is back', async ({
  albumPage: page,
  context,
}, info) => {
  await page.goto(`/photo/${await uploadLongVideo(page, info.outputPath('long.mp4'))}`);
  const player = page.getByRole('group', { name: 'long.mp4' });
  const video = player.locator('video');
  const at = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await player.getByRole('button', { name: 'Play video' }).click();
  await expect.poll(at).toBeGreaterThan(0.3);
  await context.setOffline(true);
  // Of a line that is down the browser would make sure for half a minute.
  await page.route(isMedia, (route) => route.fulfill({ status: 403 }));
  await video.evaluate((element: HTMLVideoElement) => {
    element.currentTime = 31;
  });
  const words = player.getByRole('alert');
  await expect(words).toContainText('could not be loaded just now');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  await expect(words).toBeHidden();
  await expect.poll(at).toBeGreaterThan(31.5);
});

test('a video whose bytes are there but mean nothing to the browser is called so, and not lost', async ({
  albumPage: page,
  media,
}) => {
  const file = { name: 'clip.mp4', type: 'video/mp4', bytes: await readFile(media.mp4) };
  const [id = ''] = await upload(page.request, albumIdOf(page), [file]);
  await waitUntilMade(page.request, [id]);
  await page.route(
    (url) => isMedia(url) && url.pathname.endsWith('/original'),
    (route) => route.fulfill({ contentType: 'video/mp4', body: 'This is no video.' }),
  );
  await page.goto(`/photo/${id}`);
  const words = page.getByRole('group', { name: 'clip.mp4' }).getByRole('alert');
  await expect(words).toHaveText(/^This browser cannot play this video/);
});

test('pictures of the viewer that could not be loaded come by themselves: when the network is back, and soon after a lost connection', async ({
  albumPage: page,
  context,
}) => {
  const ids = await fillAlbum(page.request, albumIdOf(page), 9);
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  const failed = viewer.locator('.lg-error-msg');
  const current = viewer.locator('.lg-current');
  const widthNow = () =>
    current.locator('.lg-image').evaluate((element: HTMLImageElement) => element.naturalWidth);
  await page.goto(`/photo/${ids[0]}`);
  await expect.poll(widthNow).toBeGreaterThan(200);
  await context.setOffline(true);
  for (let place = 2; place <= 6; place += 1) {
    await page.keyboard.press('ArrowRight');
    await expect(viewer.getByText(`${place} / 9`)).toBeVisible();
  }
  await expect(current.locator('.lg-error-msg')).toHaveText('Could not be loaded just now');
  // What the browser has stands in for it: a thumbnail, or the blurred colours.
  await expect(current.locator('.lightbox-under')).toBeVisible();
  await context.setOffline(false);
  await expect.poll(widthNow).toBeGreaterThan(200);
  await expect(failed).toHaveCount(0);

  await page.route(isMedia, (route) => route.abort('connectionreset'));
  await page.goto(`/photo/${ids[8]}`);
  await expect(current.locator('.lg-error-msg')).toHaveText('Could not be loaded just now');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await expect.poll(widthNow, { timeout: 45_000 }).toBeGreaterThan(200);
  await expect(failed).toHaveCount(0);
});

test('a cover that could not be loaded comes by itself when the network is back', async ({
  albumPage: page,
  context,
}) => {
  await fillAlbum(page.request, albumIdOf(page));
  await page.route(isMedia, (route) => route.abort('connectionreset'));
  const failed = page.waitForEvent('requestfailed', (request) => isMedia(new URL(request.url())));
  await page.goto('/albums');
  await failed;
  await context.setOffline(true);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.setOffline(false);
  const cover = page.locator('main li img');
  await expect
    .poll(() =>
      cover.evaluateAll((images: HTMLImageElement[]) => images.map(({ naturalWidth }) => naturalWidth > 0)),
    )
    .toEqual([true]);
});
