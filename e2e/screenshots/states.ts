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
  const circles = page.locator('[role=gridcell] button[aria-pressed]');
  for (let index = 0; index < count; index += 1) {
    await page.locator('[role=gridcell]').nth(index).hover();
    await circles.nth(index).click({ force: true });
  }
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
  { name: 'account', path: () => '/albums', act: openMenu },
  { name: 'not-found', path: () => '/nowhere' },
  {
    name: 'offline',
    path: () => '/albums',
    act: async (page) => page.context().setOffline(true),
  },
];
