import lightGallery from 'lightgallery';
import type { LightGallery } from 'lightgallery/lightgallery';
import Rotate from 'lightgallery/plugins/rotate';
import { type RefObject, useEffect, useRef } from 'react';
import { fitTurned } from './fit-turned.ts';
import { rebuildSlide } from './rebuild-slide.ts';
import { compareSlides, type Slide } from './slides.ts';
import { isZoomed, NearerZoom, toggleZoom, zoomBy, zoomOut } from './zoom.ts';

export interface LightGalleryEvents {
  /** The reader goes to another slide. */
  onSlide(id: string): void;
  /** The reader swipes it away. */
  onClose(): void;
  /** A slide's element is in the page, its image not loaded yet. */
  onSlideBuilt(id: string, element: HTMLElement): void;
  /** The image of a slide has come. */
  onSlideLoaded(id: string, element: HTMLElement): void;
  /** The reader zooms into the slide shown, or out again. */
  onZoom(id: string, zoomed: boolean, element: HTMLElement): void;
}

/** What the page may ask of the gallery. */
export interface LightGalleryControls {
  /** Goes on or back by one. While a slide still moves, the steps are counted and done together when it stands. */
  step(by: 1 | -1): void;
  /** It is open, no slide moves or is to move, and the page shows the same one. */
  stands(): boolean;
  toggleZoom(): void;
  /** Brings the picture nearer by a step, or farther. */
  zoomBy(steps: 1 | -1): void;
  /** Shows all of the picture. */
  zoomOut(): void;
  /** The picture is nearer than all of it, or is to be once it stands. */
  isNearer(): boolean;
  /** Turns the picture a quarter to the right, for the eye only: the file stays as it is. */
  turn(): void;
  /** Shows a picture where its slide says that it could not be loaded. */
  rebuild(id: string): void;
}

/** Who leads, the gallery or the page: the page hears of a slide a moment after it has begun. */
interface Course {
  /** It has opened: what it is asked before is undone by its opening. */
  open: boolean;
  /** Where the reader has asked to go while a slide was still moving: lightGallery itself hears nothing then. */
  wanted: string | null;
  /** The picture is to come nearer, or to stay so, once it stands: what moves, or opens, ends with all of it on the screen. */
  nearer: boolean;
  /** What the gallery has told the page that it goes to, and the page may still have to follow. */
  readonly told: Set<string>;
  /** What the page last said that it shows. */
  heard: string | null;
}

const reducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

function indexOf(event: Event): number {
  const detail: unknown = event instanceof CustomEvent ? event.detail : null;
  if (typeof detail === 'object' && detail !== null && 'index' in detail) return Number(detail.index);
  return -1;
}

/** One gallery in an element of its own, open at a slide. */
function openGallery(
  stage: HTMLElement,
  slides: readonly Slide[],
  index: number,
  failed: string,
): LightGallery {
  const container = document.createElement('div');
  container.className = 'lightbox-stage';
  stage.append(container);
  const gallery = lightGallery(container, {
    dynamic: true,
    // It writes into the items it is given.
    dynamicEl: slides.map((slide) => ({ ...slide })),
    container,
    index,
    plugins: [NearerZoom, Rotate],
    flipHorizontal: false,
    flipVertical: false,
    rotateSpeed: reducedMotion() ? 0 : 220,
    // lightGallery is used under the GPLv3, as Pic-up itself is; a key is for those who bought another licence.
    licenseKey: 'GPL-3.0',
    mode: 'lg-slide',
    startClass: '',
    speed: reducedMotion() ? 0 : 220,
    backdropDuration: 0,
    startAnimationDuration: 0,
    zoomFromOrigin: false,
    enableZoomAfter: 0,
    allowMediaOverlap: true,
    loop: false,
    slideEndAnimation: !reducedMotion(),
    hideScrollbar: false,
    resetScrollPosition: false,
    supportLegacyBrowser: false,
    preload: 2,
    // Its controls are not for Korean, nor for screen readers: the page brings its own.
    controls: false,
    counter: false,
    download: false,
    showCloseIcon: false,
    closeOnTap: false,
    escKey: false,
    keyPress: false,
    trapFocus: false,
    getCaptionFromTitleOrAlt: false,
    // The other words belong to the controls that are off.
    strings: {
      mediaLoadingFailed: failed,
      closeGallery: '',
      toggleMaximize: '',
      previousSlide: '',
      nextSlide: '',
      download: '',
      playVideo: '',
    },
  });
  // It would announce a dialog of its own inside the page's.
  for (const name of ['role', 'aria-modal', 'tabindex']) gallery.$container.get().removeAttribute(name);
  gallery.openGallery(index);
  return gallery;
}

/**
 * Runs lightGallery's core inside `stage`. The React wrapper builds it anew at every render, so the one instance lives in an
 * effect, and changes of the list reach it as they are: more at the end is added, anything else opens it again in place.
 */
export function useLightGallery(
  stage: RefObject<HTMLElement | null>,
  slides: readonly Slide[],
  currentId: string,
  failedWords: string,
  events: LightGalleryEvents,
): LightGalleryControls {
  const gallery = useRef<LightGallery | null>(null);
  const shown = useRef<readonly Slide[]>([]);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  }, [events]);

  const closeGallery = useRef<() => void>(() => undefined);
  const course = useRef<Course>({ open: false, wanted: null, nearer: false, told: new Set(), heard: null });

  useEffect(() => {
    const element = stage.current;
    const index = slides.findIndex((slide) => slide.id === currentId);
    if (!element || index < 0) return;
    const running = gallery.current;
    if (running) {
      const change = compareSlides(shown.current, slides, running.index);
      if (change === 'grown') running.refresh(slides.map((slide) => ({ ...slide })));
      if (change !== 'changed') {
        shown.current = slides;
        // A slide that is not built yet takes its address when it is: an hour from now, or with the next step.
        for (const [at, slide] of slides.entries()) Object.assign(running.galleryItems[at] ?? {}, slide);
        follow(running, shown.current, course.current, currentId);
        return;
      }
    }
    // The page may still be a step behind the reader.
    const { told } = course.current;
    const ahead = slides.findIndex(
      ({ id }) => id === shown.current[running?.index ?? -1]?.id && told.has(id),
    );
    const at = ahead < 0 ? index : ahead;
    const stays = running !== null && shown.current[running.index]?.id === slides[at]?.id;
    const nearer = stays && (course.current.nearer || isZoomed(running));
    closeGallery.current();
    Object.assign(course.current, { open: false, nearer, heard: currentId });
    shown.current = slides;
    const opened = openGallery(element, slides, at, failedWords);
    gallery.current = opened;
    closeGallery.current = listen(opened, shown, course, latest, () => {
      gallery.current = null;
    });
  }, [stage, slides, currentId, failedWords]);

  useEffect(() => () => closeGallery.current(), []);

  const controls = useRef<LightGalleryControls>({
    step(by) {
      const running = gallery.current;
      if (!running) return;
      if (!isMoving(running, course.current)) {
        if (by === 1) running.goToNextSlide();
        else running.goToPrevSlide();
        return;
      }
      course.current.nearer = false;
      const { wanted } = course.current;
      const from = shown.current.findIndex(({ id }) => id === wanted);
      const to = shown.current[(from < 0 ? running.index : from) + by];
      if (to) course.current.wanted = to.id;
    },
    stands() {
      const running = gallery.current;
      const { wanted, heard } = course.current;
      if (!running || isMoving(running, course.current)) return false;
      return wanted === null && shown.current[running.index]?.id === heard;
    },
    toggleZoom() {
      const running = gallery.current;
      if (!running) return;
      if (isMoving(running, course.current)) course.current.nearer = !course.current.nearer;
      else toggleZoom(running);
    },
    zoomBy(steps) {
      const running = gallery.current;
      if (!running) return;
      if (isMoving(running, course.current)) course.current.nearer = steps > 0;
      else if (steps > 0 || isZoomed(running)) zoomBy(running, steps);
    },
    zoomOut() {
      const running = gallery.current;
      if (!running) return;
      if (isMoving(running, course.current)) course.current.nearer = false;
      else zoomOut(running);
    },
    isNearer() {
      const running = gallery.current;
      if (!running) return false;
      return isMoving(running, course.current) ? course.current.nearer : isZoomed(running);
    },
    turn() {
      const running = gallery.current;
      const plugin = running?.plugins.find((each): each is Rotate => each instanceof Rotate);
      if (!running || !plugin || isMoving(running, course.current)) return;
      plugin.rotateRight();
      fitTurned(running.getSlideItem(running.index).get());
    },
    rebuild(id) {
      if (gallery.current) rebuildSlide(gallery.current, shown.current, id);
    },
  });
  return controls.current;
}

const isMoving = (gallery: LightGallery, course: Course): boolean => gallery.lgBusy || !course.open;

/** Goes where the page has gone by itself, as after a deletion; what it only learned from the gallery is no news. */
function follow(gallery: LightGallery, shown: readonly Slide[], course: Course, currentId: string): void {
  if (course.heard === currentId) return;
  course.heard = currentId;
  if (shown[gallery.index]?.id === currentId) course.told.clear();
  else if (course.told.has(currentId)) return;
  else if (isMoving(gallery, course)) course.wanted = currentId;
  else gallery.slide(shown.findIndex(({ id }) => id === currentId));
}

/** Ties a gallery's events to the page's; the function it returns takes the gallery down. */
function listen(
  gallery: LightGallery,
  shown: RefObject<readonly Slide[]>,
  course: RefObject<Course>,
  events: RefObject<LightGalleryEvents>,
  onDown: () => void,
): () => void {
  const { el } = gallery;
  let down = false;
  const idAt = (index: number) => shown.current[index]?.id;
  // An image may still arrive when its slide, or the whole gallery, has gone from the page.
  const elementAt = (index: number): HTMLElement | null => (down ? null : gallery.getSlideItem(index).get());

  el.addEventListener('lgAfterAppendSlide', (event) => {
    const [element, id] = [elementAt(indexOf(event)), idAt(indexOf(event))];
    if (id && element) events.current.onSlideBuilt(id, element);
  });
  el.addEventListener('lgSlideItemLoad', (event) => {
    const [element, id] = [elementAt(indexOf(event)), idAt(indexOf(event))];
    if (id && element) events.current.onSlideLoaded(id, element);
  });
  el.addEventListener('lgBeforeSlide', (event) => {
    const id = idAt(indexOf(event));
    const { open, told, heard } = course.current;
    // Opening is a slide too, but nobody has gone anywhere; nor has who follows the page.
    if (!id || down || !open || (id === heard && told.size === 0)) return;
    told.add(id);
    events.current.onSlide(id);
  });
  el.addEventListener('lgAfterSlide', () => {
    if (down) return;
    const { wanted, nearer } = course.current;
    Object.assign(course.current, { open: true, wanted: null });
    const index = shown.current.findIndex(({ id }) => id === wanted);
    if (index >= 0 && index !== gallery.index) {
      gallery.slide(index);
      return;
    }
    course.current.nearer = false;
    if (nearer) toggleZoom(gallery);
  });
  el.addEventListener('lgContainerResize', () => {
    for (const item of gallery.outer.get().querySelectorAll<HTMLElement>('.lg-item')) fitTurned(item);
  });
  el.addEventListener('lgBeforeClose', () => {
    if (!down) events.current.onClose();
  });
  // The zoom plugin says nothing when it zooms; it marks the outer element.
  const outer = gallery.outer.get();
  let zoomed = false;
  const observer = new MutationObserver(() => {
    const now = isZoomed(gallery);
    const [element, id] = [elementAt(gallery.index), idAt(gallery.index)];
    if (now === zoomed || !id || !element) return;
    zoomed = now;
    events.current.onZoom(id, now, element);
  });
  observer.observe(outer, { attributeFilter: ['class'] });

  return () => {
    if (down) return;
    down = true;
    observer.disconnect();
    onDown();
    gallery.destroy();
    el.remove();
  };
}
