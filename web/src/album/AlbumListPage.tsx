import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect } from 'react';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage } from '../app/StatePages.tsx';
import { wholeAnswer } from '../app/whole-answer.ts';
import { useT } from '../i18n/I18n.tsx';
import { AlbumGrid } from './AlbumGrid.tsx';
import { AlbumListPageDocument } from './AlbumListPage.generated.ts';
import css from './AlbumListPage.module.css';
import { FirstAlbum } from './FirstAlbum.tsx';
import { albumListPageSize } from './page-sizes.ts';
import { useNearEnd } from './useNearEnd.ts';

/** All albums, newest first, after the place for a new one. */
export function AlbumListPage() {
  const t = useT();
  const { error, refetch, fetchMore, ...answer } = useQuery(AlbumListPageDocument, {
    variables: { first: albumListPageSize },
    fetchPolicy: useFirstPolicy('/albums'),
  });
  const data = wholeAnswer(answer);
  const title = t('albums.title');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);

  const after = data?.albums.pageInfo.hasNextPage ? data.albums.pageInfo.endCursor : null;
  const end = useNearEnd<HTMLDivElement>(
    after,
    useCallback((cursor: string) => fetchMore({ variables: { after: cursor } }), [fetchMore]),
  );

  if (error && !data) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (data?.albums.totalCount === 0) return <FirstAlbum />;
  return (
    <div className={css.page}>
      <h1 className={css.title}>{title}</h1>
      <AlbumGrid edges={data?.albums.edges} total={data?.albums.totalCount ?? 0} />
      <div ref={end} />
    </div>
  );
}
