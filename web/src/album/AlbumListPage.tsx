import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useRef } from 'react';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage } from '../app/StatePages.tsx';
import { wholeAnswer } from '../app/whole-answer.ts';
import { useT } from '../i18n/I18n.tsx';
import { useContentWidth } from '../picture/useContentWidth.ts';
import { AlbumCard } from './AlbumCard.tsx';
import { AlbumListPageDocument } from './AlbumListPage.generated.ts';
import css from './AlbumListPage.module.css';
import { FirstAlbum } from './FirstAlbum.tsx';
import { NewAlbumCard } from './NewAlbumCard.tsx';
import { albumListPageSize } from './page-sizes.ts';
import { useNearEnd } from './useNearEnd.ts';

/** The places that wait for albums while the first answer is on its way. */
const skeletons = [1, 2, 3, 4, 5];

/** All albums, newest first, after the place for a new one. */
export function AlbumListPage() {
  const t = useT();
  const list = useRef<HTMLUListElement>(null);
  const width = useContentWidth(list);
  const { error, refetch, fetchMore, ...answer } = useQuery(AlbumListPageDocument, {
    variables: { first: albumListPageSize },
    fetchPolicy: useFirstPolicy('/albums'),
  });
  const data = wholeAnswer(answer);
  const title = t('albums.title');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);

  const edges = data?.albums.edges ?? [];
  const after = data?.albums.pageInfo.hasNextPage ? data.albums.pageInfo.endCursor : null;
  const end = useNearEnd<HTMLDivElement>(
    after,
    useCallback((cursor: string) => fetchMore({ variables: { after: cursor } }), [fetchMore]),
  );

  if (error && !data) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (data?.albums.totalCount === 0) return <FirstAlbum />;
  // The columns of the style sheet, for choosing the covers' renditions.
  const columns = width < 480 ? 2 : Math.max(3, Math.floor((width + 24) / 240));
  const side = Math.max(120, Math.floor((width + 24) / columns) - 24);
  return (
    <div className={css.page}>
      <h1 className={css.title}>{title}</h1>
      <ul ref={list} className={css.grid} aria-busy={!data}>
        <NewAlbumCard />
        {data
          ? null
          : skeletons.map((place) => <li key={place} className={css.skeleton} aria-hidden="true" />)}
        {edges.map(({ node }) => (
          <AlbumCard key={node.id} album={node} side={side} />
        ))}
      </ul>
      <div ref={end} />
    </div>
  );
}
