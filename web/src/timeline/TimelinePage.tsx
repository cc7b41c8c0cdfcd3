import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { AwayPage } from '../app/StatePages.tsx';
import { useT } from '../i18n/I18n.tsx';
import { usePageKeys } from '../keys/usePageKeys.ts';
import { cx } from '../lib/cx.ts';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { fromGrid, isFromGrid } from '../picture/history-state.ts';
import { LightboxOpening } from '../picture/LightboxOpening.tsx';
import { keysOf, type PictureAction } from '../picture/picture-actions.ts';
import { SelectButton } from '../picture/SelectButton.tsx';
import { SelectionBar } from '../picture/SelectionBar.tsx';
import { useLibraryActions } from '../picture/useLibraryActions.ts';
import buttonCss from '../ui/Button.module.css';
import { Empty } from '../ui/Empty.tsx';
import { ArrivingPictures } from './ArrivingPictures.tsx';
import { takePressed } from './first-screen.ts';
import { Scrubber } from './Scrubber.tsx';
import { TimelineGrid } from './TimelineGrid.tsx';
import css from './TimelinePage.module.css';
import { barRoom, heightOf, type TilePlace, topOfMonth } from './timeline-layout.ts';
import { useArrivals } from './useArrivals.ts';
import { useFirstScreen } from './useFirstScreen.ts';
import { idsAround, slidesAround, useAskedPlace } from './useOpenPicture.ts';
import { useTimeline } from './useTimeline.ts';
import { findPlace, useTimelineSelection } from './useTimelineSelection.ts';

const Lightbox = lazy(async () => ({ default: (await import('../picture/lightbox/Lightbox.tsx')).Lightbox }));

const hrefOf = (id: string) => `/photo/${id}`;
const none: readonly never[] = [];

/** All pictures of all albums, day by day. */
export function TimelinePage() {
  const t = useT();
  const navigate = useNavigate();
  const location = useLocation();
  const { pictureId = null } = useParams();
  const root = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<TilePlace>({ section: 0, index: 0 });
  const [focusAsked, setFocusAsked] = useState(0);
  const [around, setAround] = useState<{ ids: readonly string[]; sections: readonly number[] }>({
    ids: none,
    sections: none,
  });
  const alsoSections = useMemo(() => [...around.sections, current.section], [around, current.section]);
  const timeline = useTimeline(root, alsoSections, around.ids);
  const { layout, pageOf, lookNow } = timeline;
  const arrivals = useArrivals(timeline);
  const selection = useTimelineSelection(timeline);
  const actions = useLibraryActions(null);
  useFirstScreen(!timeline.isDrawn);
  const title = t('timeline.title');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);

  // The open picture, its neighbours, and the sections on either side of its own.
  const loadedPlace = useMemo(
    () => (pictureId === null ? null : findPlace({ layout, pageOf }, pictureId)),
    [layout, pageOf, pictureId],
  );
  const isArriving = arrivals.some(({ picture }) => picture?.id === pictureId);
  const askedPlace = useAskedPlace(
    timeline.isKnown && !isArriving ? pictureId : null,
    loadedPlace !== null,
    layout,
  );
  const openPlace = loadedPlace ?? askedPlace;
  useEffect(() => {
    if (openPlace === null) {
      setAround((before) => (before.ids === none ? before : { ids: none, sections: none }));
      return;
    }
    const { section } = openPlace;
    setAround({
      ids: idsAround({ layout, pageOf }, openPlace),
      sections: [section, section + 1, section - 1],
    });
  }, [layout, pageOf, openPlace]);
  const slides = useMemo(() => {
    if (loadedPlace) return slidesAround(timeline, loadedPlace);
    const arriving = arrivals.flatMap(({ picture }) => picture ?? []);
    return { pictures: isArriving ? arriving : none, first: 0 };
  }, [timeline, loadedPlace, arrivals, isArriving]);

  // The page lies where the open picture is, so that closing it leads there; and its tile gets the focus.
  const lastOpen = useRef<TilePlace | null>(null);
  if (openPlace) lastOpen.current = openPlace;
  useLayoutEffect(() => {
    const place = lastOpen.current;
    if (pictureId !== null || !place) return;
    lastOpen.current = null;
    setCurrent(place);
    setFocusAsked((before) => before + 1);
  }, [pictureId]);

  const goTo = useCallback(
    (place: TilePlace) => {
      setCurrent(place);
      setFocusAsked((before) => before + 1);
      const y = heightOf(layout, place);
      const top = root.current?.getBoundingClientRect().top ?? 0;
      const inSight = top + y > 0 && top + y < window.innerHeight;
      if (inSight) return;
      window.scrollBy({ top: top + y - window.innerHeight / 2, behavior: 'instant' });
      lookNow();
    },
    [layout, lookNow],
  );

  // A month whose section is still to come begins where it is thought to; when it has come, there it is.
  const pending = useRef<string | null>(null);
  const jump = useCallback(
    (y: number, month: string | null, staying: boolean) => {
      pending.current = month;
      const top = root.current?.getBoundingClientRect().top ?? 0;
      window.scrollBy({ top: top + y - barRoom, behavior: 'instant' });
      if (staying) lookNow();
    },
    [lookNow],
  );
  useEffect(() => {
    const month = pending.current;
    const placed = layout.sections.find(({ section }) => month !== null && section.since <= month);
    if (month === null || !placed?.layout) return;
    jump(topOfMonth(layout, month), month, true);
    pending.current = null;
  }, [layout, jump]);
  useEffect(() => {
    const forget = () => {
      pending.current = null;
    };
    for (const kind of ['wheel', 'touchstart', 'pointerdown']) window.addEventListener(kind, forget);
    return () => {
      for (const kind of ['wheel', 'touchstart', 'pointerdown']) window.removeEventListener(kind, forget);
    };
  }, []);

  const { ids: chosen } = selection;
  const [onlyId = ''] = chosen;
  const only = chosen.size === 1 ? timeline.pictures.get(onlyId) : undefined;
  const able = actions.filter(({ single }) => !single || (only && single(only)));
  const run = async (action: PictureAction) => {
    // Of those that are not loaded the server knows the albums.
    const albumOf = (id: string) => timeline.pictures.get(id)?.album.id ?? null;
    const act = await action.prepare([...chosen].map((id) => ({ id, albumId: albumOf(id) })));
    if (!act) return;
    selection.end();
    act();
  };
  usePageKeys({
    ...keysOf(able, (action) => (chosen.size > 0 ? () => void run(action) : undefined)),
    endSelection: selection.active ? selection.end : undefined,
    selectAll: layout.pictureCount > 0 ? selection.chooseAll : undefined,
  });

  const open = useCallback(
    (id: string) => void navigate(hrefOf(id), { replace: true, state: location.state }),
    [navigate, location.state],
  );
  const close = useCallback(() => {
    // Opened from the grid, the lightbox is a step that Back undoes; opened cold, there is nothing of ours behind it.
    if (isFromGrid(location.state)) void navigate(-1);
    else void navigate('/', { replace: true });
  }, [location.state, navigate]);

  // Whoever pressed a picture before the app was there gets it now.
  useEffect(() => {
    const pressed = timeline.isDrawn ? takePressed() : null;
    if (pressed !== null) void navigate(hrefOf(pressed), { state: fromGrid });
  }, [timeline.isDrawn, navigate]);

  if (timeline.failed) return <AwayPage onRetry={timeline.retry} />;
  const isEmpty = timeline.isKnown && layout.pictureCount === 0 && arrivals.length === 0;
  return (
    <div className={cx(css.page, isEmpty && css.empty)}>
      <header className={css.head}>
        <h1 className={css.title}>{title}</h1>
        {layout.pictureCount > 0 ? <SelectButton selection={selection} /> : null}
      </header>
      {selection.active ? (
        <SelectionBar
          count={selection.ids.size}
          actions={able}
          onAction={(action) => void run(action)}
          onEnd={selection.end}
          onAll={selection.chooseAll}
        />
      ) : null}
      {arrivals.length > 0 ? (
        <ArrivingPictures items={arrivals} hrefOf={hrefOf} selection={selection} />
      ) : null}
      {isEmpty ? (
        <Empty
          title={t('timeline.emptyTitle')}
          text={t('timeline.emptyText')}
          action={
            <Link to="/albums" className={cx(buttonCss.button, buttonCss.plain)}>
              {t('timeline.emptyAction')}
            </Link>
          }
        />
      ) : null}
      {timeline.isKnown ? null : <GridSkeleton inPage />}
      <TimelineGrid
        root={root}
        timeline={timeline}
        hrefOf={hrefOf}
        selection={selection}
        current={current}
        onFocused={setCurrent}
        onGo={goTo}
        focusAsked={focusAsked}
      />
      <Scrubber root={root} layout={layout} onJump={jump} />
      {pictureId === null ? null : (
        <Suspense fallback={<LightboxOpening onClose={close} />}>
          <Lightbox
            pictures={slides.pictures}
            first={slides.first}
            count={isArriving ? slides.pictures.length : layout.pictureCount}
            pictureId={pictureId}
            onSlide={open}
            onClose={close}
            actions={actions}
          />
        </Suspense>
      )}
    </div>
  );
}
