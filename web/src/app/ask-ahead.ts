import type { ApolloClient } from '@apollo/client';
import { AlbumListPageDocument } from '../album/AlbumListPage.generated.ts';
import { AlbumPageDocument } from '../album/AlbumPage.generated.ts';
import { albumListPageSize, albumPageSize } from '../album/page-sizes.ts';
import { startTimeline } from '../timeline/start-timeline.ts';
import { noteAskedAhead } from './first-policy.ts';
import { bringPage } from './pages.ts';
import { pageOf } from './useScrollMemory.ts';

/**
 * Asks for what the page at an address shows while it is still being found out who is there: one round trip less before
 * the first photo. The page asks the same and gets this answer; a failure is told there.
 */
export function askAhead(client: ApolloClient, pathname: string): void {
  const page = pageOf(pathname);
  bringPage(page);
  const album = /^\/albums\/([^/]+)$/.exec(page)?.[1];
  const asked = ((): Promise<unknown> | null => {
    if (page === '/') return startTimeline(client);
    if (page === '/albums') {
      return client.query({ query: AlbumListPageDocument, variables: { first: albumListPageSize } });
    }
    if (album) {
      return client.query({
        query: AlbumPageDocument,
        variables: { id: album, first: albumPageSize, orderBy: 'ADDED' },
      });
    }
    return null;
  })();
  if (!asked) return;
  noteAskedAhead(page);
  asked.catch(() => undefined);
}
