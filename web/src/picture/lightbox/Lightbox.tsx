import { useQuery } from '@apollo/client/react';
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useT } from '../../i18n/I18n.tsx';
import { useKeyHelp } from '../../keys/KeyHelp.tsx';
import { runShortcut } from '../../keys/usePageKeys.ts';
import { cx } from '../../lib/cx.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useLatestAction } from '../../ui/Toast.tsx';
import { useModal } from '../../ui/top-layer.ts';
import type { GridPicture } from '../grid-items.ts';
import { keysOf, listed, type PictureAction } from '../picture-actions.ts';
import { useRetries } from '../useRetries.ts';
import { useTrashActions } from '../useTrashActions.tsx';
import { Filmstrip } from './Filmstrip.tsx';
import { InfoPanel } from './InfoPanel.tsx';
import css from './Lightbox.module.css';
import { LightboxDetailsDocument } from './LightboxDetails.generated.ts';
import { LightboxStage, type LightboxStageControls } from './LightboxStage.tsx';
import { LightboxToolbar } from './LightboxToolbar.tsx';
import { useActAfter } from './useActAfter.ts';
import { useEarlyKeys } from './useEarlyKeys.ts';
import { useFilmstrip } from './useFilmstrip.ts';
import { useIdle } from './useIdle.ts';
import { useSlideshow } from './useSlideshow.ts';

interface LightboxProps {
  /** The slides: all of a list, or those around the picture shown. */
  pictures: readonly GridPicture[];
  /** How many stand before the first of them, and how many there are in all. */
  first: number;
  count: number;
  pictureId: string;
  /** The last slides are near; where more follow, now is the time to bring them. */
  onNearEnd?: () => void;
  onSlide: (pictureId: string) => void;
  onClose: () => void;
  /** What can be done with the picture. */
  actions: readonly PictureAction[];
}

/** A link into the middle of a list is looked for in this many pictures; beyond, it is shown by itself. */
const farthest = 2000;

/** How often to ask for the playable copy of a video that is looked at. */
const copyPollMs = 3000;

/** One picture at a time, as large as the screen, over the page it came from. */
export function Lightbox(props: LightboxProps) {
  const { pictures, first, count, pictureId, onNearEnd, onSlide, onClose } = props;
  const t = useT();
  const root = useRef<HTMLDialogElement>(null);
  const gallery = useRef<LightboxStageControls>(null);
  const [infoOpen, setInfoOpen] = useState(false);
  const idle = useIdle(root);
  const showKeys = useKeyHelp();
  const undo = useLatestAction();
  const { data, error, refetch, startPolling, stopPolling } = useQuery(LightboxDetailsDocument, {
    variables: { id: pictureId },
  });

  const index = pictures.findIndex((picture) => picture.id === pictureId);
  const details = data?.picture ?? null;
  const detailsCame = useRetries(error ?? null, () => {
    // Where this fails too, it is an error again, and waits again.
    refetch().then(detailsCame, () => undefined);
  });
  const current = pictures[index] ?? details;
  const isCover = details?.album.cover?.id === pictureId;
  const shown = useMemo(() => {
    if (index >= 0) return pictures;
    return details ? [details] : [];
  }, [index, pictures, details]);

  const copyAwaited = details?.playbackState === 'WAITING';
  useEffect(() => {
    if (!copyAwaited) return;
    startPolling(copyPollMs);
    return stopPolling;
  }, [copyAwaited, startPolling, stopPolling]);

  // A link opened cold may point beyond the first page: its neighbours come with the pages between.
  const nearEnd = index < 0 || index > pictures.length - 10;
  useEffect(() => {
    if (nearEnd && (index >= 0 || (details !== null && pictures.length < farthest))) onNearEnd?.();
  }, [nearEnd, index, details, pictures.length, onNearEnd]);

  useModal(root);
  // The picture is what it opens for, and not the button to leave it, which would stand there with a ring.
  useLayoutEffect(() => root.current?.focus(), []);

  // A button that goes when it has been pressed leaves the focus nowhere, and the keys would be heard by nobody.
  useEffect(() => {
    if (document.activeElement === document.body) root.current?.focus();
  });

  const title = current?.filename;
  useEffect(() => {
    if (!title) return;
    const before = document.title;
    document.title = `${title} · Pic-up`;
    return () => {
      document.title = before;
    };
  }, [title]);

  const trash = useTrashActions();
  // A link may lead to what has been thrown away since.
  const trashed = details?.id === pictureId && details.trashedAt !== null;
  const actions = trashed ? trash.actions : props.actions;
  const able = current
    ? actions.filter(({ id, single }) => (single?.(current) ?? true) && !(id === 'cover' && isCover))
    : [];
  const actAfter = useActAfter(pictureId);
  const shownId = useRef(pictureId);
  useEffect(() => {
    shownId.current = pictureId;
  }, [pictureId]);
  const run = async (action: PictureAction, picture: GridPicture) => {
    const act = await action.prepare([listed(picture)]);
    if (!act) return;
    // The reader may have gone on meanwhile, and stays there.
    if (!action.leaves || picture.id !== shownId.current) {
      act();
      return;
    }
    const neighbour = pictures[index + 1] ?? pictures[index - 1];
    actAfter(act);
    if (neighbour) onSlide(neighbour.id);
    else onClose();
  };

  const [filmstrip, toggleFilmstrip] = useFilmstrip();
  const [came, setCame] = useState<string | null>(null);
  const hasNext = index >= 0 && index < pictures.length - 1;
  const goOn = useCallback(() => gallery.current?.step(1), []);
  const slideshow = useSlideshow(came !== pictureId, hasNext ? goOn : null);
  const zoom = () => {
    slideshow.stop();
    gallery.current?.toggleZoom();
  };
  const zoomIn = () => {
    slideshow.stop();
    gallery.current?.zoomBy(1);
  };
  /** What Esc takes back before it closes; null where there is nothing of the kind. */
  const stepBack = () => {
    if (slideshow.playing) return slideshow.stop;
    return gallery.current?.isNearer() ? gallery.current.zoomOut : null;
  };
  const turnable = current?.kind === 'IMAGE' && current.state === 'READY';
  const turn = turnable ? () => gallery.current?.turn() : undefined;

  const toggleInfo = () => setInfoOpen((open) => !open);
  const toggleFullScreen = () => {
    // A browser that refuses full screen leaves everything as it is. A dialog itself may not have it, but lies above the page.
    if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    else document.documentElement.requestFullscreen().catch(() => undefined);
  };
  useEffect(
    () => () => {
      if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    },
    [],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.closest('[role="menu"]')) return;
    if (event.target.closest('dialog') !== root.current) return;
    // The player listens by itself, and a button is pressed by the same key.
    const playsElsewhere = event.target.closest('.player, button, a, input') !== null;
    runShortcut(event.nativeEvent, {
      ...keysOf(able, (action) => () => current && void run(action, current)),
      previous: () => gallery.current?.step(-1),
      next: () => gallery.current?.step(1),
      info: toggleInfo,
      play: current?.kind === 'VIDEO' && !playsElsewhere ? () => gallery.current?.togglePlay() : undefined,
      zoom: turnable ? zoom : undefined,
      zoomIn: turnable ? zoomIn : undefined,
      zoomOut: turnable ? () => gallery.current?.zoomBy(-1) : undefined,
      fit: turnable ? () => gallery.current?.zoomOut() : undefined,
      // Who has nothing to take back leaves, by what the browser makes of the key.
      close: event.defaultPrevented ? undefined : (stepBack() ?? undefined),
      fullScreen: toggleFullScreen,
      turn,
      slideshow: hasNext ? slideshow.toggle : undefined,
      thumbnails: toggleFilmstrip,
      help: showKeys,
      undo,
    });
  };

  useEarlyKeys(
    current !== null,
    () => gallery.current?.stands() ?? false,
    (event) => root.current?.dispatchEvent(new KeyboardEvent(event.type, event)),
  );

  return (
    <dialog
      ref={root}
      tabIndex={-1}
      className={cx(css.room, idle && css.idle, infoOpen && css.withInfo, filmstrip && css.withStrip)}
      aria-label={t('lightbox.label')}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className={css.main}>
        {current ? (
          <div className={css.stage}>
            <LightboxStage
              ref={gallery}
              pictures={shown}
              current={current}
              details={details?.id === pictureId ? details : null}
              playing={slideshow.playing}
              onRenew={async () => (await refetch()).data?.picture ?? null}
              onSlide={onSlide}
              onShown={setCame}
              onClose={onClose}
            />
          </div>
        ) : null}
        {data && !current ? (
          <div className={css.gone}>
            <p className={css.goneTitle}>{t('lightbox.goneTitle')}</p>
            <p>{t('lightbox.goneText')}</p>
            <Button onClick={onClose}>{t('lightbox.goneAction')}</Button>
          </div>
        ) : null}
        <LightboxToolbar
          picture={current}
          index={index < 0 ? -1 : first + index}
          count={count}
          actions={able}
          trashed={trashed}
          infoOpen={infoOpen}
          playing={slideshow.playing}
          onClose={onClose}
          onInfo={toggleInfo}
          onZoom={zoom}
          onFullScreen={toggleFullScreen}
          onTurn={turn}
          onSlideshow={hasNext ? slideshow.toggle : undefined}
          filmstrip={filmstrip}
          onFilmstrip={toggleFilmstrip}
          onAction={(action) => current && void run(action, current)}
        />
        {index > 0 ? (
          <IconButton
            icon="left"
            size={28}
            label={t('lightbox.previous')}
            className={cx(css.step, css.previous)}
            onClick={() => gallery.current?.step(-1)}
          />
        ) : null}
        {hasNext ? (
          <IconButton
            icon="right"
            size={28}
            label={t('lightbox.next')}
            className={cx(css.step, css.next)}
            onClick={() => gallery.current?.step(1)}
          />
        ) : null}
        {filmstrip && index >= 0 ? <Filmstrip pictures={pictures} index={index} onSlide={onSlide} /> : null}
      </div>
      {infoOpen && current ? (
        <InfoPanel
          picture={current}
          details={details?.id === pictureId ? details : null}
          onClose={() => setInfoOpen(false)}
        />
      ) : null}
      {trash.question}
    </dialog>
  );
}
