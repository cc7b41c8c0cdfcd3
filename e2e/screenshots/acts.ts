import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Language } from '../../web/src/i18n/language.ts';
import { ask } from '../fixtures.ts';
import { say } from './say.ts';
import { PASSWORD, type World } from './world.ts';

/** What a person does on a page. */
export type Act = (page: Page, language: Language, world: World) => Promise<void>;

type Words = Parameters<typeof say>[1];

/** One thing after the other. */
export const inTurn =
  (...acts: Act[]): Act =>
  async (page, language, world) => {
    for (const act of acts) await act(page, language, world);
  };

/** Presses the first button of these words. */
export const press =
  (words: Words): Act =>
  (page, language) =>
    page
      .getByRole('button', { name: say(language, words), exact: true })
      .first()
      .click();

/** Presses keys, one after the other. */
export const type =
  (...keys: string[]): Act =>
  async (page) => {
    for (const key of keys) await page.keyboard.press(key);
  };

/** Until a question is asked. */
export const question: Act = (page) => page.locator('dialog h2').waitFor();

/** Opens a menu of the page itself, and presses one of its items. */
export const fromMenu =
  (item: Words | null, place = 'main header'): Act =>
  async (page, language) => {
    await page.locator(`${place} button[aria-haspopup=menu]`).first().click();
    if (item) await page.getByRole('menuitem', { name: say(language, item), exact: true }).click();
  };

/** Opens the viewer's menu, and presses one of its items. */
export const fromMore =
  (item: Words | null): Act =>
  async (page, language) => {
    await page.getByRole('button', { name: say(language, 'lightbox.more') }).click();
    if (item) await page.getByRole('menuitem', { name: say(language, item) }).click();
  };

/** Opens the member's menu, and presses one of its items. */
export const fromAccount =
  (item: Words | null): Act =>
  async (page, language) => {
    await page.getByRole('button', { name: say(language, 'account.menu') }).click();
    if (item) await page.getByRole('menuitem', { name: say(language, item) }).click();
  };

/** Chooses the first pictures of the page. */
export const choose =
  (count: number): Act =>
  async (page, language, world) => {
    await press('selection.start')(page, language, world);
    const links = page.locator('[role=gridcell] a');
    for (let index = 0; index < count; index += 1) await links.nth(index).click();
    await page.getByRole('toolbar', { name: say(language, 'selection.start') }).waitFor();
  };

/** Drags a file over the page and holds it there. */
export const dragOver: Act = (page) =>
  page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.jpg', { type: 'image/jpeg' }));
    for (const type of ['dragenter', 'dragover'])
      document.querySelector('main')?.dispatchEvent(new DragEvent(type, { bubbles: true, dataTransfer }));
  });

const longName = '우리 가족 여름 휴가 첫째 날 아침 바닷가에서.jpg';
const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') };
const another = ({ known }: World, name: string, index = 0) => ({
  name,
  mimeType: 'image/jpeg',
  // The same picture, but no bytes that anybody has seen.
  buffer: Buffer.concat([known.buffer, Buffer.from(crypto.randomUUID()), Buffer.alloc(index)]),
});

/** Files of which one is there already and one is no picture; no byte of them leaves. */
export const addFiles: Act = async (page, _language, world) => {
  await page.route(
    (url) => url.searchParams.has('X-Amz-Signature'),
    (route) => (route.request().method() === 'PUT' ? undefined : route.continue()),
  );
  await page.locator('input[name=files]').setInputFiles([world.known, another(world, longName), notes]);
  await page.getByRole('group').getByRole('button').first().waitFor();
  // The first tile is that of the file, with the picture that the browser makes of it.
  await page.locator('[role=gridcell]').first().locator('img').waitFor();
};

/** Files that are put into an album of their own and arrive there; `removeAlbum` ends it. */
export const uploadFiles: Act = async (page, _language, world) => {
  const files = Array.from({ length: 5 }, (_, index) => another(world, `IMG_${3001 + index}.jpg`, index));
  await page.locator('input[name=files]').setInputFiles([...files, notes]);
  await page.waitForFunction(
    () => document.querySelectorAll('[role=gridcell] img[data-loaded=true]').length === 5,
  );
};

/** Makes an album and goes there. */
export const startAlbum: Act = async (page) => {
  const { createAlbum } = await ask<{ createAlbum: { album: { id: string } } }>(
    page.request,
    'mutation{createAlbum(input:{name:"2026"}){album{id}}}',
  );
  await page.goto(`/albums/${createAlbum.album.id}`);
  await page.locator('h1').waitFor();
};

/** Removes the album that is on the page. */
export const removeAlbum: Act = async (page) => {
  const id = new URL(page.url()).pathname.split('/').at(-1);
  await ask(page.request, 'mutation($i:ID!){deleteAlbum(input:{albumId:$i}){deletedAlbumId}}', { i: id });
};

/** A file chosen on a page of no album. */
export const addFile: Act = async (page, language, world) => {
  await page.locator('input[name=files]').setInputFiles(world.known);
  await question(page, language, world);
};

/** A folder chosen on a page of no album. */
export const addFolder: Act = async (page, language, world) => {
  const folder = await mkdtemp(join(tmpdir(), 'picup-folder-'));
  try {
    for (const name of ['Jeju', 'Seoul']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, world.known.name), world.known.buffer);
    }
    await page.locator('input[name=folder]').setInputFiles(folder);
    await question(page, language, world);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Files that another app hands over. */
export const shareFiles: Act = async (page, language, world) => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  // What the system does with a shared file is a form's post.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<form action="/share" method="post" enctype="multipart/form-data"><input type="file" name="files" multiple></form>',
    );
  });
  await page
    .locator('form input[name=files]')
    .setInputFiles([another(world, 'IMG_1.jpg'), another(world, 'IMG_2.jpg')]);
  await page.evaluate(() => document.querySelector<HTMLFormElement>('form[action="/share"]')?.submit());
  await question(page, language, world);
};

/** The member's storage as the page is told of it: full. */
export const fillStorage = async (page: Page): Promise<void> => {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const limit = /"limitBytes":(\d+)/.exec(text)?.[1] ?? '0';
    await route.fulfill({ response, body: text.replaceAll(/"usedBytes":\d+/g, `"usedBytes":${limit}`) });
  });
  await page.reload();
  await page.locator('h1').waitFor();
};

/** Pic-up does not answer from now on. */
export const away: Act = async (page) => {
  await page.route('**/graphql', (route) => route.fulfill({ status: 503 }));
};

/** The page is opened anew. */
export const reload: Act = async (page) => {
  await page.reload();
  await page.locator('main').waitFor();
};

/** What the page asks for next does not come, but the answer to who the member is. */
export const wait: Act = async (page) => {
  await page.route('**/graphql', (route) =>
    /"operationName":"Viewer"/.test(route.request().postData() ?? '') ? route.continue() : undefined,
  );
  await page.reload();
  // The page's own frame, and not that of who is found out first.
  await page.locator('main h1').waitFor();
  await page.locator('main [aria-busy=true]').waitFor();
};

/** Types a name and a password into the form. */
export const fillIn =
  (username: string, password: string): Act =>
  async (page) => {
    await page.locator('input[name=username]').fill(username);
    await page.locator('input[name=password]').fill(password);
  };

/** Signs in with a password that is not theirs. */
export const signInWrongly: Act = async (page, language, world) => {
  await press('visitor.signIn')(page, language, world);
  await fillIn('nobody', PASSWORD)(page, language, world);
  await press('visitor.signIn')(page, language, world);
  await page.locator('[aria-invalid=true]').waitFor();
};

/** To the end of the page, and until the pictures there have come. */
export const toTheEnd: Act = async (page) => {
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
  await page.waitForFunction(() => {
    const inSight = [...document.querySelectorAll('a[data-tile]')].filter((tile) => {
      const { top, bottom } = tile.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    });
    return inSight.length > 0 && inSight.every((tile) => tile.querySelector('img[data-loaded=true]'));
  });
};
