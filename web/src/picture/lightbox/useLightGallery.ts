import lightGallery from 'lightgallery';
import type { LightGallery } from 'lightgallery/lightgallery';
import zoom from 'lightgallery/plugins/zoom';
import { type RefObject, useEffect, useRef } from 'react';
import { compareSlides, type Slide } from './slides.ts';

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
  step(by: 1 | -1): void;
  toggleZoom(): void;
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
    plugins: [zoom],
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
  broken: ReadonlySet<string>,
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

  // Where a step has led before the page has followed: what the page says until then is no order to go back.
  const ahead = useRef<string | null>(null);
  const currentNow = useRef(currentId);

  // It takes no step while it slides or opens: the last one asked for is taken when it stands.
  const waiting = useRef<1 | -1 | null>(null);
  const controls = useRef<LightGalleryControls>({
    step(by) {
      if (gallery.current?.lgBusy) waiting.current = by;
      else if (by === 1) gallery.current?.goToNextSlide();
      else gallery.current?.goToPrevSlide();
    },
    toggleZoom() {
      // The plugin offers no verb for this, only its button.
      stage.current?.querySelector<HTMLElement>('.lightbox-stage:last-child [id^="lg-actual-size"]')?.click();
    },
  });

  useEffect(() => {
    const element = stage.current;
    currentNow.current = currentId;
    if (ahead.current === currentId) ahead.current = null;
    const wanted = ahead.current ?? currentId;
    const index = slides.findIndex((slide) => slide.id === wanted);
    if (!element || index < 0) return;
    const running = gallery.current;
    if (running) {
      const change = compareSlides(shown.current, slides, running.index, broken);
      if (change === 'grown') running.refresh(slides.map((slide) => ({ ...slide })));
      if (change !== 'changed') {
        shown.current = slides;
        // A slide that is not built yet takes its address when it is: an hour from now, or with the next step.
        for (const [at, slide] of slides.entries()) Object.assign(running.galleryItems[at] ?? {}, slide);
        if (shown.current[running.index]?.id !== wanted) running.slide(index);
        return;
      }
    }
    closeGallery.current();
    shown.current = slides;
    const opened = openGallery(element, slides, index, failedWords);
    gallery.current = opened;
    opened.el.addEventListener('lgAfterSlide', () => {
      const by = waiting.current;
      waiting.current = null;
      if (by) controls.current.step(by);
    });
    const onSlide = (id: string) => {
      if (id === (ahead.current ?? currentNow.current)) return;
      ahead.current = id;
      latest.current.onSlide(id);
    };
    const onDown = () => {
      gallery.current = null;
    };
    closeGallery.current = listen(opened, shown, latest, onSlide, onDown);
  }, [stage, slides, currentId, broken, failedWords]);

  useEffect(() => () => closeGallery.current(), []);

  return controls.current;
}

/** Ties a gallery's events to the page's; the function it returns takes the gallery down. */
function listen(
  gallery: LightGallery,
  shown: RefObject<readonly Slide[]>,
  events: RefObject<LightGalleryEvents>,
  onSlide: (id: string) => void,
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
  // Opening is a slide too, but nobody has gone anywhere.
  let opening = true;
  el.addEventListener('lgBeforeSlide', (event) => {
    const id = idAt(indexOf(event));
    if (id && !down && !opening) onSlide(id);
    opening = false;
  });
  el.addEventListener('lgBeforeClose', () => {
    if (!down) events.current.onClose();
  });
  // The zoom plugin says nothing when it zooms; it marks the outer element.
  const outer = gallery.outer.get();
  let zoomed = false;
  const observer = new MutationObserver(() => {
    const now = outer.classList.contains('lg-zoomed');
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
