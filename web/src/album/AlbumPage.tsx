import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo } from 'react';
import { useParams } from 'react-router';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage, NotFoundPage } from '../app/StatePages.tsx';
import { useT } from '../i18n/I18n.tsx';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { PictureBrowser } from '../picture/PictureBrowser.tsx';
import { Empty } from '../ui/Empty.tsx';
import { AlbumHeading } from './AlbumHeading.tsx';
import { AlbumPageDocument } from './AlbumPage.generated.ts';
import { useAnnounceAlbum } from './CurrentAlbum.tsx';
import { useUpdateAlbum } from './useUpdateAlbum.ts';

/** Pictures of an album in one answer. */
export const albumPageSize = 100;

/** One album: its name, its pictures, and the lightbox over them. */
export function AlbumPage() {
  const { albumId = '' } = useParams();
  // Another album is another page: nothing chosen, opened or scrolled in one is so in the next.
  return <AlbumOf key={albumId} albumId={albumId} />;
}

function AlbumOf({ albumId }: { albumId: string }) {
  const t = useT();
  const { data, error, refetch, fetchMore } = useQuery(AlbumPageDocument, {
    variables: { id: albumId, first: albumPageSize },
    fetchPolicy: useFirstPolicy(`/albums/${albumId}`),
  });
  const { setCover } = useUpdateAlbum();
  const album = data?.album;
  useAnnounceAlbum(data && !album ? null : albumId, album?.name);
  const name = album?.name;
  useEffect(() => {
    if (name) document.title = `${name} · Pic-up`;
  }, [name]);

  const edges = album?.pictures.edges;
  const pictures = useMemo(() => edges?.map((edge) => edge.node) ?? [], [edges]);
  const after = album?.pictures.pageInfo.endCursor ?? null;
  const loadMore = useCallback(async () => {
    await fetchMore({ variables: { after } });
  }, [fetchMore, after]);

  if (error && !data) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <GridSkeleton />;
  if (!album) return <NotFoundPage />;
  return (
    <PictureBrowser
      pictures={pictures}
      hasMore={album.pictures.pageInfo.hasNextPage}
      loadMore={loadMore}
      totalCount={album.pictures.totalCount}
      path={`/albums/${albumId}`}
      albumId={albumId}
      onCover={(picture) => void setCover(picture)}
      header={(startSelecting) => <AlbumHeading album={album} onSelect={startSelecting} />}
      empty={<Empty title={t('album.emptyTitle')} text={t('album.emptyText')} />}
    />
  );
}
