import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { ask, expect, test } from './fixtures.ts';
import { fillStorage } from './screenshots/acts.ts';

const tiles = (page: Page) => page.getByRole('gridcell').getByRole('link');
const tile = (page: Page, name: string) => page.getByRole('gridcell').getByRole('link', { name });
const selectionBar = (page: Page) => page.getByRole('toolbar', { name: 'Select' });
const toast = (page: Page, text: string): Locator => page.getByRole('status').filter({ hasText: text });

/** Puts files into the album on screen, and waits until all of them stand in the grid. */
async function fill(page: Page, files: string[]): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await page.locator('input[name=files]').setInputFiles(files);
  await expect(tiles(page)).toHaveCount(files.length);
  await page.getByRole('region', { name: 'Uploads' }).getByRole('button', { name: 'Close' }).click();
}

test('pictures go to the trash, come back, and go for good', async ({ albumPage: page, media }) => {
  await fill(page, [media.png, media.rotatedJpeg, media.heic]);

  await page.getByRole('button', { name: 'Select picture.png' }).click({ force: true });
  await tile(page, 'rotated.jpg').click();
  await selectionBar(page).getByRole('button', { name: 'Move to trash' }).click();
  await expect(tiles(page)).toHaveCount(1);
  await toast(page, 'Moved 2 photos and videos to the trash').getByRole('button', { name: 'Undo' }).click();
  await expect(tiles(page)).toHaveCount(3);
  await expect(page.getByText('3 items')).toBeVisible();

  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Delete');
  await expect(toast(page, 'Moved to the trash')).toBeVisible();
  await tile(page, 'rotated.jpg').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
  await expect(page.getByRole('dialog').getByText('1 / 1')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tiles(page)).toHaveCount(1);
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);

  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Trash' }).click();
  await expect(page.getByText('Until then it takes')).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);
  await expect(tile(page, 'picture.png')).toHaveAccessibleName(/30 days left/);
  await tile(page, 'rotated.jpg').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('dialog').getByText('1 / 1')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tiles(page)).toHaveCount(1);

  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();

  // The page shows what will be before the server has said so.
  await expect(async () => {
    const { pictures, trash, viewer } = await ask<{
      pictures: { nodes: { filename: string; byteSize: number }[] };
      trash: { totalCount: number };
      viewer: { storage: { usedBytes: number; trashedBytes: number } };
    }>(
      page.request,
      '{pictures{nodes{filename byteSize}} trash{totalCount} viewer{storage{usedBytes trashedBytes}}}',
    );
    expect(pictures.nodes.map(({ filename }) => filename).sort()).toEqual(['phone.heic', 'rotated.jpg']);
    expect([trash.totalCount, viewer.storage.trashedBytes]).toEqual([0, 0]);
    expect(viewer.storage.usedBytes).toBe(pictures.nodes.reduce((sum, { byteSize }) => sum + byteSize, 0));
  }).toPass({ timeout: 20_000 });
});

test('an open trash and the storage follow what another tab does, and an undo that comes too late says so', async ({
  albumPage: page,
  media,
}) => {
  await fill(page, [media.png, media.rotatedJpeg]);
  const other = await page.context().newPage();
  await other.goto('/trash');
  await expect(other.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();

  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Delete');
  const moved = toast(page, 'Moved to the trash');
  // Under the pointer it stays.
  await moved.hover();
  await expect(tile(other, 'picture.png')).toBeVisible();

  await tile(other, 'picture.png').focus();
  await other.keyboard.press('x');
  await other.keyboard.press('Delete');
  await other.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(toast(other, 'Deleted for good')).toBeVisible();
  const stored = await other.getByRole('meter').first().getAttribute('aria-valuetext');
  await expect(page.getByRole('meter').first()).toHaveAttribute('aria-valuetext', stored ?? '');
  await moved.getByRole('button', { name: 'Undo' }).click();
  await expect(toast(page, '1 was already deleted for good and cannot come back.')).toBeVisible();
});

test('a picture in the trash says so wherever it is looked at, also when another tab put it there', async ({
  albumPage: page,
  media,
}) => {
  await fill(page, [media.png]);
  await tile(page, 'picture.png').click();
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer.getByText('1 / 1')).toBeVisible();
  await expect(viewer.getByText('In trash')).toHaveCount(0);
  const { pictures } = await ask<{ pictures: { nodes: { id: string }[] } }>(
    page.request,
    '{pictures{nodes{id}}}',
  );
  const turn = (mutation: string) =>
    ask(page.request, `mutation($ids:[ID!]!){${mutation}(input:{pictureIds:$ids}){albums{id}}}`, {
      ids: pictures.nodes.map(({ id }) => id),
    });
  await turn('trashPictures');
  await expect(viewer.getByText('In trash')).toBeVisible();
  await page.goto(`/photo/${pictures.nodes[0]?.id}`);
  await expect(viewer.getByText('In trash')).toBeVisible();
  await turn('restorePictures');
  await expect(viewer.getByText('In trash')).toHaveCount(0);
  await expect(viewer.getByRole('button', { name: 'Move to trash' })).toBeVisible();
});

test('what the server refuses to trash is back, and the trash is emptied at once', async ({
  albumPage: page,
  media,
}) => {
  await fill(page, [media.png, media.rotatedJpeg]);
  await page.route('**/graphql', (route) =>
    route.request().postData()?.includes('trashPictures(') ? route.abort() : route.continue(),
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('2 could not be moved to the trash')).toBeVisible();
  await expect(tiles(page)).toHaveCount(2);
  await page.unrouteAll();

  // A page that is left takes its open questions along.
  const trashed = page.waitForResponse(
    (answer) => answer.request().postData()?.includes('trashPictures(') === true,
  );
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await trashed;
  await page.goto('/trash');
  await page.getByRole('button', { name: 'Empty trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty trash' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
});

test('on a narrow tile the days that are left take little room, and are called by their whole name', async ({
  albumPage: page,
  media,
}, testInfo) => {
  await page.setViewportSize({ width: 360, height: 780 });
  const tower = testInfo.outputPath('tower.jpg');
  await sharp({ create: { width: 200, height: 800, channels: 3, background: '#446688' } }).toFile(tower);
  await fill(page, [media.png, tower]);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(toast(page, 'Moved 2 photos and videos to the trash')).toBeVisible();
  await page.goto('/trash');
  for (const [name, words] of [
    ['picture.png', '30 days left'],
    ['tower.jpg', '30d'],
  ] as const) {
    await expect(tile(page, name)).toHaveAccessibleName(/30 days left/);
    const note = page
      .getByRole('gridcell')
      .filter({ has: page.getByRole('link', { name }) })
      .getByText(words, { exact: true });
    await expect(note).toBeVisible();
    expect(await note.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(true);
  }
});

test('a member whose storage is full is led to what gives room back', async ({ albumPage: page, media }) => {
  await fill(page, [media.png]);
  const notice = page.getByRole('status').filter({ hasText: 'Your storage is full' });
  await fillStorage(page);
  await expect(notice).toContainText('Delete what you do not need');
  await expect(notice.getByRole('link')).toHaveCount(0);

  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Delete');
  await expect(notice).toContainText('Emptying the trash gives back');
  await notice.getByRole('link', { name: 'Open the trash' }).click();
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await expect(notice.getByRole('link')).toHaveCount(0);
});

test('pictures move to another album and back, and to one that is made for them', async ({
  albumPage: page,
  media,
}) => {
  await ask(page.request, 'mutation{createAlbum(input:{name:"Winter"}){album{id}}}');
  await fill(page, [media.png, media.rotatedJpeg]);
  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('m');
  const picker = page.getByRole('dialog', { name: 'Move to which album?' });
  await expect(picker.getByRole('button', { name: 'Summer' })).toHaveCount(0);
  await picker.getByRole('button', { name: 'Winter' }).click();
  await expect(toast(page, 'Moved to Winter.')).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(tiles(page)).toHaveCount(2);

  await tile(page, 'rotated.jpg').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to album' }).click();
  await picker.getByRole('button', { name: 'New album' }).click();
  await picker.getByRole('textbox', { name: 'Album name' }).fill('Spring');
  await picker.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Moved to Spring.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tiles(page)).toHaveCount(1);
  const counts = async () => {
    const { albums } = await ask<{ albums: { nodes: { name: string; pictureCount: number }[] } }>(
      page.request,
      '{albums{nodes{name pictureCount}}}',
    );
    return Object.fromEntries(albums.nodes.map(({ name, pictureCount }) => [name, pictureCount]));
  };
  await expect.poll(counts).toEqual({ Spring: 1, Winter: 0, Summer: 1 });
});

test('an album keeps the order that was chosen for it', async ({ albumPage: page, media }) => {
  await fill(page, [media.rotatedJpeg, media.png]);
  const names = async () => {
    const labels = await tiles(page).evaluateAll((links) => links.map((link) => link.ariaLabel ?? ''));
    return labels.map((label) => /\w+\.\w+/.exec(label)?.[0]);
  };
  await expect(async () => {
    const { pictures } = await ask<{ pictures: { nodes: { state: string }[] } }>(
      page.request,
      '{pictures{nodes{state}}}',
    );
    expect(pictures.nodes.every(({ state }) => state === 'READY')).toBe(true);
  }).toPass({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Options for Summer' }).click();
  await page.getByRole('menuitemradio', { name: 'Taken' }).click();
  // The one of 2024 stands behind the one that knows no day but that of its upload.
  await expect.poll(names).toEqual(['picture.png', 'rotated.jpg']);
  await page.reload();
  await expect.poll(names).toEqual(['picture.png', 'rotated.jpg']);
  await expect(page.getByRole('heading', { name: /2024/ })).toBeVisible();
});

test('what is said lies over no button of an open dialog', async ({ albumPage: page, media }) => {
  for (const name of ['Spring', 'Autumn', 'Winter'])
    await ask(page.request, `mutation{createAlbum(input:{name:"${name}"}){album{id}}}`);
  await fill(page, [media.png, media.rotatedJpeg]);
  await page.setViewportSize({ width: 640, height: 400 });
  await tile(page, 'picture.png').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Delete');
  const said = toast(page, 'Moved to the trash');
  await expect(said).toBeVisible();
  await tile(page, 'rotated.jpg').focus();
  await page.keyboard.press('x');
  await page.keyboard.press('m');
  const picker = page.getByRole('dialog', { name: 'Move to which album?' });
  await expect(picker.getByRole('button', { name: 'New album' })).toBeVisible();
  await said.hover();
  const { bottom } = await said.evaluate((words) => words.getBoundingClientRect());
  for (const button of await picker.getByRole('button').filter({ hasNotText: 'Undo' }).all())
    expect((await button.boundingBox())?.y, await button.textContent().then(String)).toBeGreaterThan(bottom);
});
