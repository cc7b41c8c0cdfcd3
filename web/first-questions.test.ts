import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client';
import { print, stripIgnoredCharacters } from 'graphql';
import { afterEach, expect, it, vi } from 'vitest';
import { askFirst, firstQuestionsFile, queryText } from './first-questions.ts';
import { firstAnswers } from './src/app/first-answers.ts';
import { ViewerDocument } from './src/member/Viewer.generated.ts';
import { TimelineStartDocument } from './src/timeline/TimelineStart.generated.ts';

const source = new URL('./src', import.meta.url).pathname;

/** What a client sends for a question, and its answer where the link below knows one. */
async function sent(question: Parameters<ApolloClient['query']>[0], first?: ApolloLink) {
  const texts: string[] = [];
  const network = new ApolloLink(
    ({ query }) =>
      new Observable((observer) => {
        texts.push(stripIgnoredCharacters(print(query)));
        observer.next({ data: { viewer: null } });
        observer.complete();
      }),
  );
  const link = first ? ApolloLink.from([first, network]) : network;
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    dataMasking: true,
    link,
    devtools: { enabled: false },
  });
  const { data } = await client.query({ ...question, fetchPolicy: 'no-cache' });
  return { texts, data };
}

afterEach(() => vi.unstubAllGlobals());

it('asks word for word what the app would ask', async () => {
  const variables = { first: 500, pictures: 40 };
  const { texts } = await sent({ query: ViewerDocument });
  const start = await sent({ query: TimelineStartDocument, variables });
  // In whichever order the fragments stand.
  const parts = (text: string | undefined) => text?.split(/(?=fragment )/).sort();
  expect(parts(texts[0])).toEqual(parts(queryText(source, 'Viewer')));
  expect(parts(start.texts[0])).toEqual(parts(queryText(source, 'TimelineStart')));
});

/** A page at an address; what it fetches is answered with a member. */
function aPage(pathname: string, signedIn: string | null, ok = true) {
  const asked: string[] = [];
  vi.stubGlobal('window', {});
  vi.stubGlobal('location', { pathname });
  vi.stubGlobal('localStorage', { getItem: () => signedIn });
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body).operationName);
    const viewer = { __typename: 'Member', id: 'm', username: 'ahead', storage: null };
    return { ok, status: ok ? 200 : 500, json: async () => ({ data: { viewer } }) };
  });
  askFirst([{ operationName: 'Viewer', variables: {}, at: '^/(photo/|$)', query: 'query Viewer{x}' }]);
  return asked;
}

it('gives the app the answer to what was asked before it came, once', async () => {
  expect(aPage('/', '1')).toEqual(['Viewer']);
  const first = await sent({ query: ViewerDocument }, firstAnswers);
  expect(first.texts).toEqual([]);
  expect(first.data).toMatchObject({ viewer: { username: 'ahead' } });
  const second = await sent({ query: ViewerDocument }, firstAnswers);
  expect(second.texts).toHaveLength(1);
});

it('asks nothing for a visitor nor at another address, and leaves a failure to the app', async () => {
  expect(aPage('/', null)).toEqual([]);
  expect(aPage('/albums', '1')).toEqual([]);
  expect(aPage('/photo/x', '1', false)).toEqual(['Viewer']);
  expect((await sent({ query: ViewerDocument }, firstAnswers)).texts).toHaveLength(1);
});

it('lies under a name that changes with what it asks', () => {
  const nameOf = (first: number) =>
    firstQuestionsFile(
      [{ operationName: 'TimelineStart', variables: { first, pictures: 40 }, at: '' }],
      source,
    ).fileName;
  expect(nameOf(500)).toMatch(/^assets\/first-questions-[0-9a-f]{8}\.js$/);
  expect(nameOf(500)).toBe(nameOf(500));
  expect(nameOf(400)).not.toBe(nameOf(500));
});
