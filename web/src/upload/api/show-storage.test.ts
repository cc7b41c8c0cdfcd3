import { InMemoryCache } from '@apollo/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ViewerDocument } from '../../member/Viewer.generated.ts';
import { setStorage } from '../../usage/set-storage.ts';
import { createStorageShow } from './show-storage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const storageOf = (usedBytes: number) => ({
  __typename: 'StorageUsage' as const,
  limitBytes: 100,
  usedBytes,
  reservedBytes: 0,
});

function aCache() {
  const cache = new InMemoryCache();
  const viewer = { __typename: 'Member' as const, id: 'm', username: 'someone', storage: storageOf(10) };
  cache.writeQuery({ query: ViewerDocument, data: { viewer } });
  const used = () => cache.readQuery({ query: ViewerDocument })?.viewer?.storage.usedBytes;
  return { cache, used };
}

test('of many answers the last one is shown, once', async () => {
  const { cache, used } = aCache();
  const show = createStorageShow(cache);
  let changes = 0;
  cache.watch({
    query: ViewerDocument,
    optimistic: true,
    callback: () => {
      changes += 1;
    },
  });
  for (const usedBytes of [20, 30, 40]) show(storageOf(usedBytes));
  expect(used()).toBe(10);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([used(), changes]).toEqual([40, 1]);
});

test('what a deletion has told since stays, until the upload tells of it anew', async () => {
  const { cache, used } = aCache();
  const show = createStorageShow(cache);
  show(storageOf(40));
  setStorage(cache, storageOf(5));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(used()).toBe(5);
  show(storageOf(15));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(used()).toBe(15);
});
