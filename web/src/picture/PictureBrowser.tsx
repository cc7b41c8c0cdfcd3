import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { useLocalPreviews } from '../upload/useLocalPreviews.ts';
import { DeletePicturesDialog } from './DeletePicturesDialog.tsx';
import { type GridPicture, groupByDay, joinPreviews } from './grid-items.ts';
import { isFromGrid } from './history-state.ts';
import css from './PictureBrowser.module.css';
import { PictureGrid } from './PictureGrid.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useDeletePictures } from './useDeletePictures.ts';
import { useDownload } from './useDownload.ts';
import { usePageKeys } from './usePageKeys.ts';
import { useProcessingPoll } from './useProcessingPoll.ts';
import { useSelection } from './useSelection.ts';

const Lightbox = lazy(async () => ({ default: (await import('./lightbox/Lightbox.tsx')).Lightbox }));

/** A page of pictures that failed is asked for again after this time. */
const retryMs = 4000;

interface PictureBrowserProps {
  /** Newest first. */
  pictures: readonly GridPicture[];
  hasMore: boolean;
  /** Brings the next page of pictures; settles when it is there. */
  loadMore: () => Promise<void>;
  totalCount: number;
  /** The page's own address, without a slash at its end. */
  path: string;
  /** The album on screen; null for the timeline, which shows the days and the uploads of every album. */
  albumId: string | null;
  onCover: (picture: GridPicture) => void;
  /** What stands above the grid. `startSelecting` is null while there is nothing to choose from. */
  header: (startSelecting: (() => void) | null) => ReactNode;
  empty: ReactNode;
}

/** A page of pictures: the grid, choosing and deleting, and the lightbox over it. */
export function PictureBrowser(props: PictureBrowserProps) {
  const { pictures, hasMore, loadMore, totalCount, path, albumId, onCover, header, empty } = props;
  const t = useT();
  const navigate = useNavigate();
  const location = useLocation();
  const { pictureId = null } = useParams();
  const previews = useLocalPreviews();
  const [keys] = useState(() => new Map<string, string>());
  const [doomed, setDoomed] = useState<readonly GridPicture[]>([]);
  // Whose tile gets the focus when the lightbox has closed, by whichever way.
  const [lastOpen, setLastOpen] = useState<string | null>(null);
  if (pictureId !== null && pictureId !== lastOpen) setLastOpen(pictureId);
  const deletePictures = useDeletePictures();
  const download = useDownload();
  const [tries, setTries] = useState(0);
  const asked = useRef<{ loadMore: unknown; tries: number }>({ loadMore: null, tries: 0 });

  const groups = useMemo(() => {
    const own = albumId === null ? previews : previews.filter((preview) => preview.albumId === albumId);
    const items = joinPreviews(pictures, own, keys);
    return albumId === null ? groupByDay(items) : [{ key: 'all', day: null, items }];
  }, [pictures, previews, albumId, keys]);
  const isEmpty = groups.every((group) => group.items.length === 0);

  const order = useMemo(() => pictures.map((picture) => picture.id), [pictures]);
  const selection = useSelection(order);
  const chosen = useMemo(
    () => (selection.ids.size > 0 ? pictures.filter((picture) => selection.ids.has(picture.id)) : []),
    [pictures, selection.ids],
  );
  useProcessingPoll(
    useMemo(() => pictures.filter((p) => p.state === 'PROCESSING').map((p) => p.id), [pictures]),
  );

  const onNearEnd = useCallback(() => {
    // Every page has a loadMore of its own; asking twice would only keep the first answer from being shown.
    if (!hasMore || (asked.current.loadMore === loadMore && asked.current.tries === tries)) return;
    asked.current = { loadMore, tries };
    loadMore().catch(() => setTimeout(() => setTries((before) => before + 1), retryMs));
  }, [hasMore, loadMore, tries]);

  // "All" means those beyond the loaded part too: the pages come one by one, and each is chosen as it comes.
  const [choosingAll, setChoosingAll] = useState(false);
  useEffect(() => {
    if (!choosingAll) return;
    selection.add(order);
    if (hasMore) onNearEnd();
    else setChoosingAll(false);
  }, [choosingAll, order, hasMore, onNearEnd, selection.add]);
  const endSelection = () => {
    setChoosingAll(false);
    selection.end();
  };

  const askToDelete = chosen.length > 0 ? () => setDoomed(chosen) : undefined;
  usePageKeys({
    Escape: selection.active ? endSelection : undefined,
    'mod+a': isEmpty ? undefined : () => setChoosingAll(true),
    Delete: askToDelete,
    Backspace: askToDelete,
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

  const [onlyCover] = chosen;
  return (
    <div className={css.page}>
      {header(pictures.length > 0 ? selection.start : null)}
      {selection.active ? (
        <SelectionBar
          count={selection.ids.size}
          onEnd={endSelection}
          onAll={() => setChoosingAll(true)}
          onDownload={() => void download(chosen.map((picture) => picture.id))}
          onDelete={() => setDoomed(chosen)}
          onCover={
            albumId !== null && chosen.length === 1 && onlyCover?.state === 'READY'
              ? () => {
                  onCover(onlyCover);
                  endSelection();
                }
              : null
          }
        />
      ) : null}
      {isEmpty ? (
        empty
      ) : (
        <PictureGrid
          groups={groups}
          hrefOf={hrefOf}
          selection={selection}
          onNearEnd={onNearEnd}
          returnTo={pictureId === null ? lastOpen : null}
        />
      )}
      {!isEmpty && !hasMore && totalCount > 30 ? (
        <p className={css.end}>{t('grid.end', { count: totalCount })}</p>
      ) : null}
      {doomed.length > 0 ? (
        <DeletePicturesDialog
          pictures={doomed}
          onClose={() => setDoomed([])}
          onConfirm={() => {
            endSelection();
            void deletePictures(doomed);
          }}
        />
      ) : null}
      {pictureId === null ? null : (
        <Suspense>
          <Lightbox
            pictures={pictures}
            first={0}
            count={totalCount}
            pictureId={pictureId}
            onNearEnd={onNearEnd}
            onSlide={open}
            onClose={close}
            onCover={onCover}
            onDelete={(picture) => void deletePictures([picture])}
          />
        </Suspense>
      )}
    </div>
  );
}
