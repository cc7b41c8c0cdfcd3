import type { ApolloCache } from '@apollo/client';
import { ViewerDocument } from '../member/Viewer.generated.ts';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';

/** Shows what a mutation has answered about the member's storage. */
export function setStorage(cache: ApolloCache, storage: StorageMeter_StorageFragment): void {
  cache.updateQuery({ query: ViewerDocument }, (data) =>
    data?.viewer ? { viewer: { ...data.viewer, storage: { ...data.viewer.storage, ...storage } } } : data,
  );
}
