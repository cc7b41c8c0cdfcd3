import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { createFormat } from '../i18n/format.ts';
import { createTranslate } from '../i18n/I18n.tsx';
import type { ToastWords } from '../ui/toast-list.ts';
import { deletePictures } from './delete-pictures.ts';
import { restorePictures } from './restore-pictures.ts';
import { trashPictures } from './trash-pictures.ts';

const storage = {
  __typename: 'StorageUsage',
  limitBytes: 9,
  usedBytes: 1,
  reservedBytes: 0,
  trashedBytes: 0,
};

// A page whose server still has the pictures `there`, or cannot be reached; `said` is what the reader was told.
function aPage(there: readonly string[] | null) {
  const link = new ApolloLink(({ operationName, variables }) => {
    if (!there) throw new Error('The server is away.');
    const ids: string[] = variables.input.pictureIds.filter((id: string) => there.includes(id));
    const trashed = { trashedPictureIds: ids, albums: [], storage };
    const restored = {
      pictures: ids.map((id) => ({ __typename: 'Picture', id, trashedAt: null })),
      albums: [],
      storage,
    };
    const answers = new Map<string | undefined, object>([
      ['TrashPictures', { trashPictures: trashed }],
      ['RestorePictures', { restorePictures: restored }],
      ['DeletePictures', { deletePictures: { deletedPictureIds: ids, storage } }],
    ]);
    return of({ data: { ...answers.get(operationName) } });
  });
  const said: string[] = [];
  const say = ({ text }: ToastWords) => void said.push(text);
  const tools = {
    client: new ApolloClient({ cache: new InMemoryCache(), link }),
    toast(words: ToastWords) {
      say(words);
      return { say };
    },
    begin: () => () => undefined,
    t: createTranslate('en', createFormat('en')),
  };
  return { tools, said };
}

const those = ['p1', 'p2'].map((id) => ({ id, albumId: 'a' }));

test('what was deleted for good meanwhile is not said to stay in the trash', async () => {
  const { tools, said } = aPage([]);
  await restorePictures(tools, those);
  expect(said).toEqual(['2 were already deleted for good and cannot come back.']);
});

test('of what is restored in part the rest is said to be gone', async () => {
  const { tools, said } = aPage(['p1']);
  await restorePictures(tools, those);
  expect(said).toEqual(['Back in its album.', '1 was already deleted for good and cannot come back.']);
});

test('what cannot be asked for stays in the trash', async () => {
  const { tools, said } = aPage(null);
  await restorePictures(tools, those);
  expect(said).toEqual(['2 could not be restored and stay in the trash. Please try again in a moment.']);
});

test('what was deleted for good before it was thrown away is not said to be still here', async () => {
  const { tools, said } = aPage([]);
  await trashPictures(tools, those);
  expect(said).toEqual(['2 were already deleted for good.']);
});

test('what was deleted for good already counts as deleted', async () => {
  const { tools, said } = aPage([]);
  await deletePictures(tools, those);
  expect(said).toEqual(['Deleted 2 photos and videos for good.']);
});
