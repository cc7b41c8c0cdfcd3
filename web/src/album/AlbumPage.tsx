import { useApolloClient, useFragment, useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage, NotFoundPage } from '../app/StatePages.tsx';
import { wholeAnswer } from '../app/whole-answer.ts';
import { useT } from '../i18n/I18n.tsx';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { inTimelineOrder } from '../picture/grid-items.ts';
import { PictureBrowser } from '../picture/PictureBrowser.tsx';
import { useLibraryActions } from '../picture/useLibraryActions.ts';
import { Empty } from '../ui/Empty.tsx';
import { AlbumHeading } from './AlbumHeading.tsx';
import { AlbumOrder_AlbumFragmentDoc } from './AlbumOrder.generated.ts';
import { AlbumPageDocument, type AlbumPageQuery, AlbumPictureIdsDocument } from './AlbumPage.generated.ts';
import { useAnnounceAlbum } from './CurrentAlbum.tsx';
import { albumPageSize } from './page-sizes.ts';

/** A finger drags nothing into a page. */
const isTouched = () => matchMedia('(hover: none)').matches;

/** One album: its name, its pictures, and the lightbox over them. */
export function AlbumPage() {
  const { albumId = '' } = useParams();
  // Another album is another page: nothing chosen, opened or scrolled in one is so in the next.
  return <AlbumOf key={albumId} albumId={albumId} />;
}

function AlbumOf({ albumId }: { albumId: string }) {
  const t = useT();
  const client = useApolloClient();
  // Of an album that nobody here has seen yet it is said by the first answer.
  const known = useFragment({
    fragment: AlbumOrder_AlbumFragmentDoc,
    from: { __typename: 'Album', id: albumId },
  });
  const orderBy = known.complete ? known.data.pictureOrder : 'ADDED';
  const { error, refetch, fetchMore, ...answer } = useQuery(AlbumPageDocument, {
    variables: { id: albumId, first: albumPageSize, orderBy },
    fetchPolicy: useFirstPolicy(`/albums/${albumId}`),
  });
  const data = wholeAnswer(answer);
  // While another order is on its way, the one before stays.
  const isRight = data !== undefined && (data.album === null || data.album.pictureOrder === orderBy);
  const [shown, setShown] = useState<{ data: AlbumPageQuery; orderBy: typeof orderBy } | null>(null);
  if (isRight && data !== shown?.data) setShown({ data, orderBy });
  const actions = useLibraryActions(albumId);
  const album = shown?.data.album;
  useAnnounceAlbum(shown && !album ? null : albumId, album?.name);
  const name = album?.name;
  useEffect(() => {
    if (name) document.title = `${name} · Pic-up`;
  }, [name]);

  const edges = album?.pictures.edges;
  const hasMore = (isRight && album?.pictures.pageInfo.hasNextPage) ?? false;
  const byTaken = shown?.orderBy === 'TAKEN';
  const pictures = useMemo(() => {
    const nodes = edges?.map((edge) => edge.node) ?? [];
    // One that has just learnt when it was taken finds its place here too.
    return byTaken ? inTimelineOrder(nodes, hasMore) : nodes;
  }, [edges, byTaken, hasMore]);
  const after = album?.pictures.pageInfo.endCursor ?? null;
  const loadMore = useCallback(async () => {
    await fetchMore({ variables: { after } });
  }, [fetchMore, after]);
  const readIds = useCallback(
    async (from: string | null) => {
      const { data: page } = await client.query({
        query: AlbumPictureIdsDocument,
        variables: { id: albumId, after: from, orderBy },
        fetchPolicy: 'no-cache',
      });
      if (!page?.album) throw new Error('The album was not answered.');
      const { nodes, pageInfo } = page.album.pictures;
      return { ids: nodes.map(({ id }) => id), after: pageInfo.hasNextPage ? pageInfo.endCursor : null };
    },
    [client, albumId, orderBy],
  );

  if (error && !shown) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (!shown) return <GridSkeleton />;
  if (!album) return <NotFoundPage />;
  return (
    <PictureBrowser
      pictures={pictures}
      hasMore={hasMore}
      loadMore={loadMore}
      readIds={readIds}
      totalCount={album.pictures.totalCount}
      path={`/albums/${albumId}`}
      albumId={albumId}
      byDay={byTaken}
      actions={actions}
      header={(selection) => <AlbumHeading album={album} selection={selection} />}
      empty={
        <Empty
          title={t('album.emptyTitle')}
          text={isTouched() ? t('album.emptyByTouch') : t('album.emptyText')}
        />
      }
    />
  );
}
