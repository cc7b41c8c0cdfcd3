import type { ApolloClient } from '@apollo/client';
import { ViewerDocument } from '../member/Viewer.generated.ts';
import { TrashedStorageDocument } from './TrashedStorage.generated.ts';

/** Asks how much of the storage is taken, and how much of that lies in the trash where this page has asked for it before. */
export async function askStorage(client: ApolloClient): Promise<void> {
  const fetchPolicy = 'network-only';
  if (client.cache.readQuery({ query: TrashedStorageDocument }))
    await client.query({ query: TrashedStorageDocument, fetchPolicy });
  else await client.query({ query: ViewerDocument, fetchPolicy });
}
