import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { of } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forwardConnection } from '../../app/forward-connection.ts';
import type { UploadedPicture_PictureEdgeFragment } from '../../picture/UploadedPicture.generated.ts';
import { createPictureShow, tellBehind } from './show-pictures.ts';

const query = gql`
  query Album {
    album(id: "a") { id pictureCount pictures { edges { cursor node { id createdAt } } totalCount } }
  }
`;

function anEdge(index: number): UploadedPicture_PictureEdgeFragment {
  const id = `p${index}`;
  return {
    __typename: 'PictureEdge',
    cursor: id,
    node: {
      __typename: 'Picture',
      id,
      album: { __typename: 'Album', id: 'a' },
      state: 'PROCESSING',
      failure: null,
      filename: `${id}.jpg`,
      kind: 'IMAGE',
      contentType: 'image/jpeg',
      width: null,
      height: null,
      duration: null,
      takenAt: null,
      takenAtLocal: null,
      createdAt: new Date(1_000_000 + index).toISOString(),
      placeholder: null,
      small: null,
      medium: null,
      large: null,
    },
  };
}

// The page of an album, watched as the album's page watches it; `questions` counts what the server was asked.
async function aPage() {
  let questions = 0;
  const pictures = { __typename: 'PictureConnection', edges: [], totalCount: 0 };
  const answer = { album: { __typename: 'Album', id: 'a', pictureCount: 0, pictures } };
  const cache = new InMemoryCache({ typePolicies: { Album: { fields: { pictures: forwardConnection() } } } });
  const link = new ApolloLink(() => {
    questions += 1;
    return of({ data: answer });
  });
  const client = new ApolloClient({ cache, link });
  const subscription = client.watchQuery({ query }).subscribe(() => undefined);
  await vi.waitUntil(() => cache.readQuery({ query }) !== null, { timeout: 10_000 });
  return { client, cache, questions: () => questions, close: () => subscription.unsubscribe() };
}

/** The show of an upload that has nothing left to send, unless it says so. */
const showOf = ({ client }: Awaited<ReturnType<typeof aPage>>, isBusy = () => false) =>
  createPictureShow(client, isBusy, (run) => run());

interface Read {
  album: { pictureCount: number; pictures: { edges: unknown[] } };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a small upload appears one by one, and nothing is asked anew', async () => {
  const page = await aPage();
  showOf(page)([anEdge(1), anEdge(2)]);
  await vi.advanceTimersByTimeAsync(50);
  const read = page.cache.readQuery<Read>({ query });
  expect(read?.album.pictures.edges).toHaveLength(2);
  expect(read?.album.pictureCount).toBe(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.questions()).toBe(1);
  page.close();
});

test('of a large upload the list keeps the first hundred or so, the count is right, and its end asks anew', async () => {
  const page = await aPage();
  const show = showOf(page);
  for (let batch = 0; batch < 8; batch += 1) {
    show(Array.from({ length: 100 }, (_, index) => anEdge(batch * 100 + index)));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await vi.advanceTimersByTimeAsync(1_500);
  const read = page.cache.readQuery<Read>({ query });
  expect(read?.album.pictures.edges).toHaveLength(120);
  expect(read?.album.pictureCount).toBe(800);
  expect(page.questions()).toBe(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(page.questions()).toBe(2);
  page.close();
});

test('of a large upload whose commits stall nothing is asked anew before its end, or half a minute', async () => {
  const page = await aPage();
  let isBusy = true;
  const show = showOf(page, () => isBusy);
  const hundreds = (first: number) => show(Array.from({ length: 200 }, (_, index) => anEdge(first + index)));
  hundreds(0);
  await vi.advanceTimersByTimeAsync(20_000);
  hundreds(200);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(page.questions()).toBe(1);
  expect(page.cache.readQuery<Read>({ query })?.album.pictureCount).toBe(400);
  await vi.advanceTimersByTimeAsync(12_000);
  expect(page.questions()).toBe(2);

  hundreds(400);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(page.questions()).toBe(2);
  isBusy = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(page.questions()).toBe(3);
  page.close();
});

test('a picture that is finished before it is shown is shown finished, and soon', async () => {
  const page = await aPage();
  const show = showOf(page);
  // Where showing is dear, the next one waits twenty times as long.
  const { batch } = page.cache;
  vi.spyOn(page.cache, 'batch').mockImplementationOnce((options) => {
    const over = performance.now() + 50;
    while (performance.now() < over);
    return batch.call(page.cache, options);
  });
  show([anEdge(1)]);
  await vi.advanceTimersByTimeAsync(50);
  show([anEdge(2)]);
  tellBehind({ ...anEdge(2).node, state: 'READY' });
  await vi.advanceTimersByTimeAsync(300);
  const states = gql`query States { album(id: "a") { pictures { edges { node { id state } } } } }`;
  expect(page.cache.readQuery({ query: states })).toMatchObject({
    album: { pictures: { edges: [{ node: { state: 'READY' } }, { node: { state: 'PROCESSING' } }] } },
  });
  page.close();
});

test('what a list knows already about a picture is not put back', async () => {
  const page = await aPage();
  page.cache.writeFragment({
    fragment: gql`fragment Known on Picture { ${Object.keys(anEdge(1).node)
      .filter((field) => !['__typename', 'album', 'failure', 'small', 'medium', 'large'].includes(field))
      .join(
        ' ',
      )} album { id } failure { code } small: thumbnailUrl(size: SMALL) medium: thumbnailUrl(size: MEDIUM)
      large: thumbnailUrl(size: LARGE) }`,
    data: { ...anEdge(1).node, state: 'READY' },
  });
  showOf(page)([anEdge(1)]);
  await vi.advanceTimersByTimeAsync(50);
  expect(page.cache.extract()['Picture:p1']).toMatchObject({ state: 'READY' });
  page.close();
});
