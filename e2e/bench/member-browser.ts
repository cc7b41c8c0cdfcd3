import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumLaunch } from '../chromium.ts';
import { ask } from '../fixtures.ts';

/** The address of the product under measurement. */
export const address = process.env.PICUP_URL ?? 'http://localhost:4000';

const PASSWORD = 'correct horse battery';

/** A real Chromium with a profile on disk, signed in as a new member. */
export type MemberBrowser = {
  page: Page;
  context: BrowserContext;
  /** Ends the tab's process as a crash would, and opens another tab of the same browser. */
  killTab: () => Promise<void>;
  /** Makes an album, opens it, and answers its id. */
  openAlbum: (name: string) => Promise<string>;
  /** Removes the member with everything of theirs, and closes. */
  close: () => Promise<void>;
};

/**
 * Opens the browser and signs a new member up.
 * @param args more of Chromium's command line.
 */
export async function openMemberBrowser(args: string[] = []): Promise<MemberBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'picup-bench-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...chromiumLaunch,
    args: [...chromiumLaunch.args, ...args],
    baseURL: address,
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
  });
  let page = context.pages()[0] ?? (await context.newPage());
  const username = `bench-${crypto.randomUUID().slice(0, 13)}`;
  await ask(
    page.request,
    'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}',
    { u: username, p: PASSWORD },
  );
  return {
    get page() {
      return page;
    },
    context,
    async killTab() {
      const devtools = await context.newCDPSession(page);
      const gone = page.waitForEvent('crash');
      // It dies before it answers.
      devtools.send('Page.crash').catch(() => undefined);
      await gone;
      page = await context.newPage();
    },
    async openAlbum(name) {
      const { createAlbum } = await ask<{ createAlbum: { album: { id: string } } }>(
        page.request,
        'mutation($n:String!){createAlbum(input:{name:$n}){album{id}}}',
        { n: name },
      );
      await page.goto(`/albums/${createAlbum.album.id}`);
      await page.getByRole('heading', { name }).waitFor();
      return createAlbum.album.id;
    },
    async close() {
      await ask(page.request, 'mutation($p:String!){deleteMember(input:{password:$p}){deletedMemberId}}', {
        p: PASSWORD,
      });
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
