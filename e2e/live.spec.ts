import type { Page } from '@playwright/test';
import { ask, expect, test } from './fixtures.ts';

/** Chooses files by the Upload button, as a person does. */
async function choose(page: Page, files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Upload photos and videos' }).click();
  await page.getByRole('menuitem', { name: 'Choose photos and videos' }).click();
  await (await chooser).setFiles(files);
}

/** Notes the operations that a page asks for by HTTP. */
function operationsOf(page: Page): string[] {
  const names: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'POST' || new URL(request.url()).pathname !== '/graphql') return;
    const body: { operationName?: string } = request.postDataJSON();
    names.push(body.operationName ?? '');
  });
  return names;
}

/** Waits until the server has made every picture ready. */
async function allReady(page: Page, count: number): Promise<void> {
  for (;;) {
    const { pictures } = await ask<{ pictures: { nodes: { state: string }[] } }>(
      page.request,
      '{ pictures(first: 100) { nodes { state } } }',
    );
    if (pictures.nodes.filter(({ state }) => state === 'READY').length === count) return;
  }
}

const thumbnails = (page: Page) => page.locator('[role=gridcell] img[src*="/r"][data-loaded=true]');

test('a thumbnail shows by itself when it is ready, without a question for it', async ({
  albumPage,
  media,
}) => {
  const operations = operationsOf(albumPage);
  await choose(albumPage, [media.png, media.rotatedJpeg]);
  await expect(thumbnails(albumPage)).toHaveCount(2);
  expect(operations).not.toContain('PictureState');
});

test('what another page of the member uploads and deletes comes and goes by itself', async ({
  albumPage,
  media,
}) => {
  const other = await albumPage.context().newPage();
  await other.goto(albumPage.url());
  await expect(other.getByRole('heading', { name: 'Summer' })).toBeVisible();
  await choose(albumPage, [media.png]);
  await expect(thumbnails(other)).toHaveCount(1);
  const { pictures } = await ask<{ pictures: { nodes: { id: string }[] } }>(
    albumPage.request,
    '{ pictures(first: 1) { nodes { id } } }',
  );
  await ask(
    albumPage.request,
    'mutation ($ids: [ID!]!) { deletePictures(input: { pictureIds: $ids }) { deletedPictureIds } }',
    {
      ids: pictures.nodes.map(({ id }) => id),
    },
  );
  await expect(other.getByRole('gridcell')).toHaveCount(0, { timeout: 1_500 });
});

test('while the line is down pages ask by themselves, and it comes back', async ({ albumPage, media }) => {
  let isCut = true;
  await albumPage.routeWebSocket('**/graphql', (socket) => {
    if (isCut) void socket.close({ code: 1012 });
    else socket.connectToServer();
  });
  await albumPage.reload();
  await choose(albumPage, [media.png]);
  await expect(thumbnails(albumPage)).toHaveCount(1);
  isCut = false;
  const back = albumPage.waitForEvent('websocket', {
    predicate: (socket) => !socket.isClosed(),
    timeout: 60_000,
  });
  await back;
  const operations = operationsOf(albumPage);
  await choose(albumPage, [media.rotatedJpeg]);
  await allReady(albumPage, 2);
  await expect(thumbnails(albumPage)).toHaveCount(2);
  expect(operations).not.toContain('PictureState');
});
