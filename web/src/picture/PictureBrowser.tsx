import { lazy, type ReactNode, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { usePageKeys } from '../keys/usePageKeys.ts';
import { useLocalPreviews } from '../upload/useLocalPreviews.ts';
import { type GridPicture, groupByDay, joinPreviews } from './grid-items.ts';
import { isFromGrid } from './history-state.ts';
import { LightboxOpening } from './LightboxOpening.tsx';
import css from './PictureBrowser.module.css';
import { PictureGrid } from './PictureGrid.tsx';
import type { TileNote } from './PictureTile.tsx';
import { keysOf, listed, type PictureAction } from './picture-actions.ts';
import type { ListedPicture } from './picture-lists.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { type ReadIds, useChooseAll } from './useChooseAll.ts';
import { useProcessingPoll } from './useProcessingPoll.ts';
import { type Selection, useSelection } from './useSelection.ts';

const Lightbox = lazy(async () => ({ default: (await import('./lightbox/Lightbox.tsx')).Lightbox }));

/** A page of pictures that failed is asked for again after this time. */
const retryMs = 4000;

interface PictureBrowserProps {
  /** In the order of the page. */
  pictures: readonly GridPicture[];
  hasMore: boolean;
  /** Brings the next page of pictures; settles when it is there. */
  loadMore: () => Promise<void>;
  /** Reads the ids of all pictures of the list, page by page. */
  readIds: ReadIds;
  totalCount: number;
  /** The page's own address, without a slash at its end. */
  path: string;
  /** The album on screen, whose uploads stand among its pictures; null where those of all albums stand together. */
  albumId: string | null;
  /** Without the files that are on their way. */
  noUploads?: boolean;
  byDay: boolean;
  /** What can be done with pictures here. */
  actions: readonly PictureAction[];
  /** What stands on a picture's tile beside its drawing. */
  note?: (picture: GridPicture) => TileNote | null;
  /** What stands above the grid. `selection` is null while there is nothing to choose from. */
  header: (selection: Selection | null) => ReactNode;
  empty: ReactNode;
}

/** A page of pictures: the grid, choosing and what can be done with the chosen, and the lightbox over it. */
export function PictureBrowser(props: PictureBrowserProps) {
  const { pictures, hasMore, loadMore, readIds, totalCount, path, albumId, noUploads = false } = props;
  const { byDay, actions, note, header, empty } = props;
  const t = useT();
  const navigate = useNavigate();
  const location = useLocation();
  const { pictureId = null } = useParams();
  const previews = useLocalPreviews();
  const [keys] = useState(() => new Map<string, string>());
  // Whose tile gets the focus when the lightbox has closed, by whichever way.
  const [lastOpen, setLastOpen] = useState<string | null>(null);
  if (pictureId !== null && pictureId !== lastOpen) setLastOpen(pictureId);
  const [tries, setTries] = useState(0);
  const asked = useRef<{ loadMore: unknown; tries: number }>({ loadMore: null, tries: 0 });

  const groups = useMemo(() => {
    const uploads = noUploads ? [] : previews;
    const own = albumId === null ? uploads : uploads.filter((preview) => preview.albumId === albumId);
    const items = joinPreviews(pictures, own, keys);
    return byDay ? groupByDay(items) : [{ key: 'all', day: null, items }];
  }, [pictures, previews, noUploads, albumId, byDay, keys]);
  const isEmpty = groups.every((group) => group.items.length === 0);

  const order = useMemo(() => pictures.map((picture) => picture.id), [pictures]);
  const selection = useSelection(order);
  const chosen = useMemo(() => {
    const known = new Map(pictures.map((picture) => [picture.id, picture]));
    return [...selection.ids].map((id) => known.get(id) ?? id);
  }, [pictures, selection.ids]);
  useProcessingPoll(
    useMemo(() => pictures.filter((p) => p.state === 'PROCESSING').map((p) => p.id), [pictures]),
  );

  const onNearEnd = useCallback(() => {
    // Every page has a loadMore of its own; asking twice would only keep the first answer from being shown.
    if (!hasMore || (asked.current.loadMore === loadMore && asked.current.tries === tries)) return;
    asked.current = { loadMore, tries };
    loadMore().catch(() => setTimeout(() => setTries((before) => before + 1), retryMs));
  }, [hasMore, loadMore, tries]);

  const all = useChooseAll(selection, order, hasMore, readIds);
  const endSelection = () => {
    all.stop();
    selection.end();
  };

  const [only] = chosen;
  const one = chosen.length === 1 && typeof only === 'object' ? only : null;
  const able = actions.filter(({ single }) => !single || (one && single(one)));
  const run = async (action: PictureAction) => {
    // What is not loaded is of this album, or nobody here knows of which.
    const those = chosen.map(
      (item): ListedPicture => (typeof item === 'string' ? { id: item, albumId } : listed(item)),
    );
    const act = await action.prepare(those);
    if (!act) return;
    endSelection();
    act();
  };
  usePageKeys({
    ...keysOf(able, (action) => (chosen.length > 0 ? () => void run(action) : undefined)),
    endSelection: selection.active ? endSelection : undefined,
    selectAll: isEmpty ? undefined : all.start,
  });

  const hrefOf = useCallback((id: string) => `${path}/photo/${id}`, [path]);
  const open = useCallback(
    (id: string) => void navigate(hrefOf(id), { replace: true, state: location.state }),
    [navigate, hrefOf, location.state],
  );
  const close = useCallback(() => {
    // Opened from the grid, the lightbox is a step that Back undoes; opened cold, there is nothing of ours behind it.
    if (isFromGrid(location.state)) void navigate(-1);
    else void navigate(path || '/', { replace: true });
  }, [location.state, navigate, path]);

  return (
    <div className={css.page}>
      {header(pictures.length > 0 ? selection : null)}
      {selection.active ? (
        <SelectionBar
          count={selection.ids.size}
          actions={able}
          onAction={(action) => void run(action)}
          onEnd={endSelection}
          onAll={all.busy ? null : all.start}
        />
      ) : null}
      {isEmpty ? (
        empty
      ) : (
        <PictureGrid
          groups={groups}
          hrefOf={hrefOf}
          selection={selection}
          note={note}
          onNearEnd={onNearEnd}
          returnTo={pictureId === null ? lastOpen : null}
        />
      )}
      {!isEmpty && !hasMore && totalCount > 30 ? (
        <p className={css.end}>{t('grid.end', { count: totalCount })}</p>
      ) : null}
      {pictureId === null ? null : (
        <Suspense fallback={<LightboxOpening onClose={close} />}>
          <Lightbox
            pictures={pictures}
            first={0}
            count={totalCount}
            pictureId={pictureId}
            onNearEnd={onNearEnd}
            onSlide={open}
            onClose={close}
            actions={actions}
          />
        </Suspense>
      )}
    </div>
  );
}
