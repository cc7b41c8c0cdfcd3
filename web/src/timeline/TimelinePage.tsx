import { useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo } from 'react';
import { Link } from 'react-router';
import { useUpdateAlbum } from '../album/useUpdateAlbum.ts';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage } from '../app/StatePages.tsx';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { inTimelineOrder } from '../picture/grid-items.ts';
import { PictureBrowser } from '../picture/PictureBrowser.tsx';
import buttonCss from '../ui/Button.module.css';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { TimelinePageDocument } from './TimelinePage.generated.ts';
import css from './TimelinePage.module.css';

/** Pictures of the timeline in one answer. */
export const timelinePageSize = 100;

/** All pictures of all albums, day by day. */
export function TimelinePage() {
  const t = useT();
  const { data, error, refetch, fetchMore } = useQuery(TimelinePageDocument, {
    variables: { first: timelinePageSize },
    fetchPolicy: useFirstPolicy('/'),
  });
  const { setCover } = useUpdateAlbum();
  const title = t('timeline.title');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);

  const edges = data?.pictures.edges;
  const hasMore = data?.pictures.pageInfo.hasNextPage ?? false;
  const pictures = useMemo(
    () =>
      inTimelineOrder(
        (edges ?? []).map((edge) => edge.node),
        hasMore,
      ),
    [edges, hasMore],
  );
  const after = data?.pictures.pageInfo.endCursor ?? null;
  const loadMore = useCallback(async () => {
    await fetchMore({ variables: { after } });
  }, [fetchMore, after]);

  if (error && !data) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <GridSkeleton />;
  return (
    <PictureBrowser
      pictures={pictures}
      hasMore={hasMore}
      loadMore={loadMore}
      totalCount={data.pictures.totalCount}
      path=""
      albumId={null}
      onCover={(picture) => void setCover(picture)}
      header={(startSelecting) => (
        <header className={css.head}>
          <h1 className={css.title}>{title}</h1>
          {startSelecting ? (
            <Button variant="quiet" icon="select" onClick={startSelecting}>
              {t('selection.start')}
            </Button>
          ) : null}
        </header>
      )}
      empty={
        <Empty
          title={t('timeline.emptyTitle')}
          text={t('timeline.emptyText')}
          action={
            <Link to="/albums" className={cx(buttonCss.button, buttonCss.plain)}>
              {t('timeline.emptyAction')}
            </Link>
          }
        />
      }
    />
  );
}
