import { readFile } from 'node:fs/promises';
import { type APIRequestContext, test as base, expect, type Page } from '@playwright/test';
import type { Media } from './media.ts';

/** Sends one operation as the page's browser would, with its cookies, and answers its data. */
export async function ask<T>(request: APIRequestContext, query: string, variables: object = {}): Promise<T> {
  const response = await request.post('/graphql', { data: { query, variables } });
  const { data, errors }: { data: T; errors?: { message: string }[] } = await response.json();
  if (errors) throw new Error(errors.map((error) => error.message).join('; '));
  return data;
}

type Fixtures = {
  /** The files to drop in. */
  media: Media;
  /** A page of a new member who is signed in; removed with everything of theirs afterwards. */
  memberPage: Page;
  /** The same, in a new album named Summer. */
  albumPage: Page;
};

/** Of every member of the tests. */
export const PASSWORD = 'correct horse battery';

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needs of a fixture from this pattern.
  media: async ({}, use) => {
    const path = process.env.PICUP_MEDIA;
    if (!path) throw new Error('The global setup made no media.');
    const media: Media = JSON.parse(await readFile(path, 'utf8'));
    await use(media);
  },
  memberPage: async ({ page }, use) => {
    const username = `e2e-${crypto.randomUUID().slice(0, 13)}`;
    await ask(
      page.request,
      'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}',
      {
        u: username,
        p: PASSWORD,
      },
    );
    await use(page);
    await ask(page.request, 'mutation($p:String!){deleteMember(input:{password:$p}){deletedMemberId}}', {
      p: PASSWORD,
    });
  },
  albumPage: async ({ memberPage }, use) => {
    const { createAlbum } = await ask<{ createAlbum: { album: { id: string } } }>(
      memberPage.request,
      'mutation{createAlbum(input:{name:"Summer"}){album{id}}}',
    );
    await memberPage.goto(`/albums/${createAlbum.album.id}`);
    await use(memberPage);
  },
});

export { expect };
