import type { Page } from '@playwright/test';
import type { Language } from '../../web/src/i18n/language.ts';
import { say } from './say.ts';
import type { World } from './world.ts';

/** One screen in one state. */
export type State = {
  name: string;
  path: (world: World) => string;
  /** What a person does there first. */
  act?: (page: Page, language: Language, world: World) => Promise<void>;
};

const choose = async (page: Page, language: Language, count: number) => {
  await page
    .getByRole('button', { name: say(language, 'selection.start'), exact: true })
    .first()
    .click();
  const links = page.locator('[role=gridcell] a');
  for (let index = 0; index < count; index += 1) await links.nth(index).click();
  await page.getByRole('toolbar', { name: say(language, 'selection.start') }).waitFor();
};

const openMenu = (page: Page, language: Language) =>
  page.getByRole('button', { name: say(language, 'account.menu') }).click();

const dragOver = (page: Page) =>
  page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.jpg', { type: 'image/jpeg' }));
    for (const type of ['dragenter', 'dragover'])
      document.querySelector('main')?.dispatchEvent(new DragEvent(type, { bubbles: true, dataTransfer }));
  });

const fromMore = async (page: Page, language: Language, item: 'lightbox.thumbnailsShow' | null) => {
  await page.getByRole('button', { name: say(language, 'lightbox.more') }).click();
  if (item) await page.getByRole('menuitem', { name: say(language, item) }).click();
};

/** Files of which one is there already and one is no picture; no byte of them leaves. */
const addFiles = async (page: Page, _language: Language, { known }: World) => {
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    (route) => (route.request().method() === 'PUT' ? undefined : route.continue()),
  );
  await page.locator('input[name=files]').setInputFiles([
    known,
    {
      name: '우리 가족 여름 휴가 첫째 날 아침 바닷가에서.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.concat([known.buffer, Buffer.from([0])]),
    },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') },
  ]);
  await page.getByRole('group').getByRole('button').first().waitFor();
};

/** The member's storage as the page is told of it: full. */
const fillStorage = async (page: Page) => {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const limit = /"limitBytes":(\d+)/.exec(text)?.[1] ?? '0';
    await route.fulfill({ response, body: text.replaceAll(/"usedBytes":\d+/g, `"usedBytes":${limit}`) });
  });
  await page.reload();
  await page.locator('h1').waitFor();
};

/** What a visitor sees. */
export const visitorStates: State[] = [
  { name: 'sign-up', path: () => '/' },
  {
    name: 'sign-in',
    path: () => '/',
    act: (page, language) => page.getByRole('button', { name: say(language, 'visitor.toSignIn') }).click(),
  },
];

/** What a member with pictures sees. */
export const memberStates: State[] = [
  { name: 'photos', path: () => '/' },
  { name: 'photos-scrolled', path: () => '/', act: async (page) => page.mouse.wheel(0, 1400) },
  {
    name: 'photos-chosen',
    path: () => '/',
    act: (page, language) => choose(page, language, 3),
  },
  { name: 'albums', path: () => '/albums' },
  { name: 'album', path: ({ albumId }) => `/albums/${albumId}` },
  { name: 'album-empty', path: ({ emptyAlbumId }) => `/albums/${emptyAlbumId}` },
  { name: 'album-drop', path: ({ emptyAlbumId }) => `/albums/${emptyAlbumId}`, act: dragOver },
  { name: 'lightbox', path: ({ albumId, pictureId }) => `/albums/${albumId}/photo/${pictureId}` },
  {
    name: 'lightbox-info',
    path: ({ albumId, pictureId }) => `/albums/${albumId}/photo/${pictureId}`,
    act: (page, language) => page.getByRole('button', { name: say(language, 'lightbox.info') }).click(),
  },
  { name: 'video', path: ({ albumId, videoId }) => `/albums/${albumId}/photo/${videoId}` },
  {
    name: 'video-playing',
    path: ({ albumId, videoId }) => `/albums/${albumId}/photo/${videoId}`,
    act: (page) => page.locator('.vjs-big-play-button').click(),
  },
  {
    name: 'lightbox-thumbnails',
    path: ({ albumId, pictureId }) => `/albums/${albumId}/photo/${pictureId}`,
    act: (page, language) => fromMore(page, language, 'lightbox.thumbnailsShow'),
  },
  {
    name: 'lightbox-more',
    path: ({ pictureId }) => `/photo/${pictureId}`,
    act: (page, language) => fromMore(page, language, null),
  },
  {
    name: 'move',
    path: () => '/',
    act: async (page, language) => {
      await choose(page, language, 2);
      await page.keyboard.press('m');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'scrubber', path: () => '/', act: (page) => page.getByRole('slider').focus() },
  { name: 'keys', path: () => '/', act: (page) => page.keyboard.press('?') },
  { name: 'uploads', path: ({ albumId }) => `/albums/${albumId}`, act: addFiles },
  { name: 'full', path: () => '/albums', act: fillStorage },
  {
    name: 'album-end',
    path: ({ albumId }) => `/albums/${albumId}`,
    act: (page) => page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })),
  },
  { name: 'trash', path: () => '/trash' },
  {
    name: 'trash-delete',
    path: () => '/trash',
    act: async (page) => {
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'account', path: () => '/albums', act: openMenu },
  { name: 'not-found', path: () => '/nowhere' },
  {
    name: 'offline',
    path: () => '/albums',
    act: async (page) => page.context().setOffline(true),
  },
];

/** What a member who has just come sees. */
export const newcomerStates: State[] = [
  { name: 'photos-none', path: () => '/' },
  { name: 'albums-none', path: () => '/albums' },
  { name: 'trash-none', path: () => '/trash' },
];
