import type { ApolloCache } from '@apollo/client';
import { ViewerDocument } from '../../member/Viewer.generated.ts';
import type { StorageMeter_StorageFragment } from '../../usage/StorageMeter.generated.ts';
import { setStorage } from '../../usage/set-storage.ts';
import { systemClock } from '../engine/clock.ts';
import { Pace } from '../engine/pace.ts';

// Of many small files it changes with each answer, and every change makes what shows it render.
const everyMs = 1_000;

/** Shows the storage that a large upload's answers tell of, about once a second, unless somebody else has told of it since. */
export function createStorageShow(cache: ApolloCache): (storage: StorageMeter_StorageFragment) => void {
  const shownNow = () => cache.readQuery({ query: ViewerDocument })?.viewer?.storage;
  let latest: { storage: StorageMeter_StorageFragment; beside: ReturnType<typeof shownNow> } | null = null;
  const showing = new Pace(systemClock, () => {
    if (latest !== null && isSame(latest.beside, shownNow())) setStorage(cache, latest.storage);
    latest = null;
  });
  return (storage) => {
    latest = { storage, beside: shownNow() };
    showing.soon(everyMs);
  };
}

function isSame(
  one: StorageMeter_StorageFragment | undefined,
  other: StorageMeter_StorageFragment | undefined,
): boolean {
  return (
    one?.usedBytes === other?.usedBytes &&
    one?.reservedBytes === other?.reservedBytes &&
    one?.limitBytes === other?.limitBytes
  );
}
