import { useQuery } from '@apollo/client/react';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { wholeAnswer } from '../app/whole-answer.ts';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { useToast } from '../ui/Toast.tsx';
import { AlbumListPageDocument } from './AlbumListPage.generated.ts';
import { AlbumPickerList } from './AlbumPickerList.tsx';
import type { AlbumOnScreen } from './CurrentAlbum.tsx';
import { NameForm } from './NameForm.tsx';
import { albumListPageSize } from './page-sizes.ts';
import type { PickerQuestion } from './picker-question.ts';
import { useCreateAlbum } from './useCreateAlbum.ts';
import { useNearEnd } from './useNearEnd.ts';

interface AlbumPickerDialogProps {
  question: PickerQuestion | undefined;
  onPick: (album: AlbumOnScreen | null) => void;
}

/** "Which album?": one of those that are there, or a new one. */
export function AlbumPickerDialog({ question, onPick }: AlbumPickerDialogProps) {
  const t = useT();
  const toast = useToast();
  const createAlbum = useCreateAlbum();
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const { fetchMore, ...answer } = useQuery(AlbumListPageDocument, {
    variables: { first: albumListPageSize },
    fetchPolicy: 'cache-and-network',
  });
  const data = wholeAnswer(answer);
  const after = data?.albums.pageInfo.hasNextPage ? data.albums.pageInfo.endCursor : null;
  const end = useNearEnd<HTMLLIElement>(
    after,
    useCallback((cursor: string) => fetchMore({ variables: { after: cursor } }), [fetchMore]),
  );
  const albums = data?.albums.edges.flatMap(({ node }) => (node.id === question?.without ? [] : node));
  const none = albums?.length === 0 && after === null;

  // Albums that come late are what the question is about: whoever has not moved on meanwhile begins with the first of them.
  const list = useRef<HTMLUListElement>(null);
  const opened = useRef<Element | null>(null);
  const hasAlbums = albums !== undefined && albums.length > 0;
  useLayoutEffect(() => {
    opened.current = document.activeElement;
  }, []);
  useLayoutEffect(() => {
    if (!hasAlbums || document.activeElement !== opened.current) return;
    list.current?.querySelector('button')?.focus();
  }, [hasAlbums]);

  const create = async (name: string) => {
    setBusy(true);
    try {
      onPick(await createAlbum(name));
    } catch {
      setBusy(false);
      toast({ text: t('albums.createFailed'), kind: 'error' });
    }
  };

  return (
    <Dialog
      title={none ? t('albums.new') : (question?.title ?? t('picker.title'))}
      onClose={() => onPick(null)}
    >
      {none ? null : (
        <AlbumPickerList
          albums={albums ?? []}
          total={(data?.albums.totalCount ?? 0) - (question?.without ? 1 : 0)}
          busy={!data}
          list={list}
          end={end}
          onPick={onPick}
        />
      )}
      {naming || none ? (
        <NameForm
          label={t('albums.newName')}
          submitLabel={t('albums.create')}
          busy={busy}
          onSubmit={(name) => void create(name)}
          onCancel={() => (none ? onPick(null) : setNaming(false))}
        />
      ) : (
        <DialogActions>
          <Button icon="plus" onClick={() => setNaming(true)}>
            {t('albums.new')}
          </Button>
          <Button onClick={() => onPick(null)}>{t('app.cancel')}</Button>
        </DialogActions>
      )}
    </Dialog>
  );
}
