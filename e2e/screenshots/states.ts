import {
  type Act,
  addFile,
  addFiles,
  addFolder,
  away,
  choose,
  dragOver,
  fillIn,
  fillStorage,
  fromAccount,
  fromMenu,
  fromMore,
  inTurn,
  press,
  question,
  reload,
  removeAlbum,
  shareFiles,
  signInWrongly,
  startAlbum,
  toTheEnd,
  type,
  uploadFiles,
  wait,
} from './acts.ts';
import type { World } from './world.ts';

/** One screen in one state. */
export type State = {
  name: string;
  path: (world: World) => string;
  /** What a person does there first. */
  act?: Act;
  /** What it shows is still to come. */
  waits?: boolean;
  /** What has to be undone for those that follow. */
  after?: Act;
};

const photos = () => '/';
const albums = () => '/albums';
const album = ({ albumId }: World) => `/albums/${albumId}`;
const picture = ({ albumId, pictureId }: World) => `/albums/${albumId}/photo/${pictureId}`;
const video = ({ albumId, videoId }: World) => `/albums/${albumId}/photo/${videoId}`;
const trash = () => '/trash';
const card = 'main li:nth-child(2)';

/** What a visitor sees. */
export const visitorStates: State[] = [
  { name: 'sign-up', path: photos },
  {
    name: 'sign-up-problems',
    path: photos,
    act: inTurn(fillIn('a b', 'short'), press('visitor.signUp')),
  },
  { name: 'sign-up-typed', path: photos, act: fillIn('할머니', 'correct horse battery') },
  { name: 'sign-in', path: photos, act: press('visitor.signIn') },
  { name: 'sign-in-wrong', path: photos, act: signInWrongly },
];

const photoStates: State[] = [
  { name: 'photos', path: photos },
  { name: 'photos-wait', path: photos, act: wait, waits: true },
  { name: 'photos-scrolled', path: photos, act: async (page) => page.mouse.wheel(0, 1400) },
  { name: 'photos-focus', path: photos, act: (page) => page.locator('[data-tile]').nth(1).focus() },
  { name: 'photos-selecting', path: photos, act: press('selection.start') },
  { name: 'photos-chosen', path: photos, act: choose(3) },
  { name: 'photos-drop', path: photos, act: dragOver },
  {
    name: 'photos-trashed',
    path: photos,
    act: async (page, language, world) => {
      await inTurn(choose(1), type('Delete'))(page, language, world);
      await page.getByRole('status').getByRole('button').waitFor();
    },
    after: async (page) => {
      await page.keyboard.press('Control+z');
      await page.getByRole('status').getByRole('button').waitFor({ state: 'detached' });
    },
  },
  { name: 'move', path: photos, act: inTurn(choose(2), type('m'), question) },
  { name: 'move-new', path: photos, act: inTurn(choose(2), type('m'), question, press('albums.new')) },
  { name: 'scrubber', path: photos, act: (page) => page.getByRole('slider').focus() },
  { name: 'keys', path: photos, act: inTurn(type('?'), question) },
  { name: 'folders', path: photos, act: addFolder },
];

const albumStates: State[] = [
  { name: 'albums', path: albums },
  { name: 'albums-wait', path: albums, act: wait, waits: true },
  { name: 'albums-new', path: albums, act: press('albums.new') },
  { name: 'albums-menu', path: albums, act: fromMenu(null, card) },
  { name: 'albums-menu-left', path: albums, act: fromMenu(null, 'main li:nth-child(3)') },
  { name: 'albums-rename', path: albums, act: fromMenu('album.rename', card) },
  { name: 'album', path: album },
  { name: 'album-taken', path: ({ takenAlbumId }) => `/albums/${takenAlbumId}` },
  { name: 'album-menu', path: album, act: fromMenu(null) },
  { name: 'album-rename', path: album, act: fromMenu('album.rename') },
  { name: 'album-delete', path: album, act: inTurn(fromMenu('album.delete'), question) },
  { name: 'album-one-chosen', path: album, act: choose(1) },
  {
    name: 'album-not-saved',
    path: album,
    act: async (page, language, world) => {
      await inTurn(away, fromMenu('album.rename'))(page, language, world);
      await page.keyboard.type('2026');
      await page.keyboard.press('Enter');
      await page.getByRole('status').locator('span').first().waitFor();
    },
  },
  { name: 'album-empty', path: ({ emptyAlbumId }) => `/albums/${emptyAlbumId}` },
  { name: 'album-drop', path: ({ emptyAlbumId }) => `/albums/${emptyAlbumId}`, act: dragOver },
  { name: 'album-end', path: album, act: toTheEnd },
  { name: 'uploads', path: album, act: addFiles },
  {
    name: 'uploads-open',
    path: album,
    // On a phone it opens when asked.
    act: async (page, language, world) => {
      await addFiles(page, language, world);
      const toggle = page.locator('section header [aria-expanded]');
      if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
    },
  },
];

const viewerStates: State[] = [
  { name: 'lightbox', path: picture },
  { name: 'lightbox-info', path: picture, act: press('lightbox.info') },
  {
    name: 'lightbox-zoomed',
    path: picture,
    act: inTurn(type('z'), (page) => page.locator('.lg-zoomed').waitFor()),
  },
  { name: 'lightbox-slideshow', path: picture, act: type('s') },
  { name: 'lightbox-thumbnails', path: picture, act: fromMore('lightbox.thumbnailsShow') },
  { name: 'lightbox-more', path: ({ pictureId }) => `/photo/${pictureId}`, act: fromMore(null) },
  { name: 'lightbox-broken', path: ({ albumId, brokenId }) => `/albums/${albumId}/photo/${brokenId}` },
  { name: 'lightbox-gone', path: ({ albumId, emptyAlbumId }) => `/albums/${albumId}/photo/${emptyAlbumId}` },
  { name: 'video', path: video, act: (page) => page.locator('.vjs-big-play-button').waitFor() },
  {
    name: 'video-playing',
    path: video,
    act: (page) => page.locator('.vjs-big-play-button').click(),
  },
  { name: 'video-info', path: video, act: press('lightbox.info') },
];

const otherStates: State[] = [
  { name: 'trash', path: trash },
  { name: 'trash-chosen', path: trash, act: choose(2) },
  {
    name: 'trash-lightbox',
    path: trash,
    act: async (page) => {
      await page.locator('[role=gridcell] a').first().click();
      await page.locator('dialog .lg-current .lg-image').waitFor();
    },
  },
  { name: 'trash-delete', path: trash, act: inTurn(type('Control+a', 'Delete'), question) },
  { name: 'trash-empty', path: trash, act: inTurn(press('trash.empty'), question) },
  { name: 'share', path: photos, act: shareFiles },
  { name: 'share-later', path: photos, act: inTurn(shareFiles, type('Escape')) },
  { name: 'share-none', path: () => '/share' },
  { name: 'share-failed', path: () => '/share?failed' },
  { name: 'account', path: albums, act: fromAccount(null) },
  { name: 'account-delete', path: albums, act: inTurn(fromAccount('account.delete'), question) },
  { name: 'upload-menu', path: albums, act: fromMenu(null, 'body > div header') },
  { name: 'full', path: albums, act: fillStorage },
  { name: 'not-found', path: () => '/nowhere' },
  { name: 'offline', path: albums, act: async (page) => page.context().setOffline(true) },
  { name: 'away', path: albums, act: inTurn(away, reload) },
];

/** What a member with pictures sees. */
export const memberStates: State[] = [...photoStates, ...albumStates, ...viewerStates, ...otherStates];

/** What a member who has just come sees. */
export const newcomerStates: State[] = [
  { name: 'photos-none', path: photos },
  { name: 'albums-none', path: albums },
  { name: 'trash-none', path: trash },
  { name: 'upload-first', path: photos, act: addFile },
  { name: 'uploads-done', path: albums, act: inTurn(startAlbum, uploadFiles), after: removeAlbum },
];
