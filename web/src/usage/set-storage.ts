import type { ApolloCache } from '@apollo/client';
import { ViewerDocument } from '../member/Viewer.generated.ts';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';
import { TrashedStorageDocument } from './TrashedStorage.generated.ts';

/** Shows what a mutation has answered about the member's storage. */
export function setStorage(
  cache: ApolloCache,
  storage: StorageMeter_StorageFragment & { trashedBytes?: number },
): void {
  const { trashedBytes, ...whole } = storage;
  cache.updateQuery({ query: ViewerDocument }, (data) =>
    data?.viewer ? { viewer: { ...data.viewer, storage: { ...data.viewer.storage, ...whole } } } : data,
  );
  if (trashedBytes === undefined) return;
  cache.updateQuery({ query: TrashedStorageDocument }, (data) =>
    data?.viewer ? { viewer: { ...data.viewer, storage: { ...data.viewer.storage, trashedBytes } } } : data,
  );
}
