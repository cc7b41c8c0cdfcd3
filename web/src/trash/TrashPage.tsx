import { useApolloClient, useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo } from 'react';
import { useFirstPolicy } from '../app/first-policy.ts';
import { AwayPage } from '../app/StatePages.tsx';
import { wholeAnswer } from '../app/whole-answer.ts';
import { useT } from '../i18n/I18n.tsx';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { PictureBrowser } from '../picture/PictureBrowser.tsx';
import { useTrashActions } from '../picture/useTrashActions.tsx';
import { Empty } from '../ui/Empty.tsx';
import { daysLeft } from './days-left.ts';
import { TrashHeading } from './TrashHeading.tsx';
import { TrashIdsDocument, TrashPageDocument } from './TrashPage.generated.ts';
import css from './TrashPage.module.css';

const pageSize = 100;

/** What was thrown away and can come back: the newest first, each with the days it has left. */
export function TrashPage() {
  const t = useT();
  const client = useApolloClient();
  const { error, refetch, fetchMore, ...answer } = useQuery(TrashPageDocument, {
    variables: { first: pageSize },
    fetchPolicy: useFirstPolicy('/trash'),
  });
  const data = wholeAnswer(answer);
  const { actions, question } = useTrashActions();
  const title = t('app.trash');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);

  const edges = data?.trash.edges;
  const pictures = useMemo(() => edges?.map(({ node }) => node) ?? [], [edges]);
  const notes = useMemo(() => {
    const now = Date.now();
    return new Map(
      pictures.flatMap(({ id, leavesTrashAt }) => {
        if (!leavesTrashAt) return [];
        const days = daysLeft(leavesTrashAt, now);
        return [[id, { text: t('trash.daysLeft', { days }), short: t('trash.daysLeftShort', { days }) }]];
      }),
    );
  }, [pictures, t]);
  const after = data?.trash.pageInfo.endCursor ?? null;
  const loadMore = useCallback(async () => {
    await fetchMore({ variables: { after } });
  }, [fetchMore, after]);
  const readIds = useCallback(
    async (from: string | null) => {
      const { data: page } = await client.query({
        query: TrashIdsDocument,
        variables: { after: from },
        fetchPolicy: 'no-cache',
      });
      if (!page) throw new Error('The trash was not answered.');
      const { nodes, pageInfo } = page.trash;
      return { ids: nodes.map(({ id }) => id), after: pageInfo.hasNextPage ? pageInfo.endCursor : null };
    },
    [client],
  );

  if (error && !data) return <AwayPage onRetry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <GridSkeleton />;
  return (
    <div className={css.trash}>
      <PictureBrowser
        pictures={pictures}
        hasMore={data.trash.pageInfo.hasNextPage}
        loadMore={loadMore}
        readIds={readIds}
        totalCount={data.trash.totalCount}
        path="/trash"
        albumId={null}
        noUploads
        byDay={false}
        actions={actions}
        note={({ id }) => notes.get(id) ?? null}
        header={(selection) => <TrashHeading count={data.trash.totalCount} selection={selection} />}
        empty={<Empty title={t('trash.emptyTitle')} text={t('trash.emptyText')} />}
      />
      {question}
    </div>
  );
}
