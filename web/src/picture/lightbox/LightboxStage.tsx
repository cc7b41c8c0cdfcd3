import { lazy, type Ref, Suspense, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import 'lightgallery/css/lightgallery-core.css';
import 'lightgallery/css/lg-zoom.css';
import { useT } from '../../i18n/I18n.tsx';
import { thumbHashUrl } from '../../lib/thumb-hash.ts';
import { failureWords } from '../failure-words.ts';
import type { GridPicture } from '../grid-items.ts';
import type { LightboxDetailsQuery } from './LightboxDetails.generated.ts';
import './LightboxStage.css';
import { isDisplayable, largeSide, slideOf } from './slides.ts';
import { useFailedSlides } from './useFailedSlides.ts';
import { type LightGalleryControls, useLightGallery } from './useLightGallery.ts';
import { useSlideWords } from './useSlideWords.ts';
import type { VideoPlayerControls } from './VideoPlayer.tsx';

const VideoPlayer = lazy(async () => ({ default: (await import('./VideoPlayer.tsx')).VideoPlayer }));

/** What the page may ask of the stage. */
export interface LightboxStageControls extends LightGalleryControls {
  /** Plays the video shown, or lets it stand. */
  togglePlay(): void;
}

interface LightboxStageProps {
  ref: Ref<LightboxStageControls>;
  pictures: readonly GridPicture[];
  current: GridPicture;
  /** Null until they are known. */
  details: NonNullable<LightboxDetailsQuery['picture']> | null;
  /** The slideshow runs: a video begins by itself, and what follows comes when it has ended. */
  playing: boolean;
  /** Asks for new addresses. */
  onRenew: () => Promise<LightboxDetailsQuery['picture']>;
  onSlide: (pictureId: string) => void;
  /** A still picture is on the screen. */
  onShown: (pictureId: string) => void;
  onClose: () => void;
}

/**
 * The thumbnail that is in the browser already, at the size at which the large one will come; without a network that may be
 * the small one, or the blurred colours alone.
 */
function layUnder(picture: GridPicture, element: HTMLElement): void {
  const { width, height, medium, small, placeholder } = picture;
  if (!width || !height || !medium) return;
  const largest = Math.min(1, largeSide / Math.max(width, height));
  const under = new Image();
  const others = [small, placeholder && thumbHashUrl(placeholder)].filter(Boolean);
  under.onerror = () => {
    const next = others.shift();
    if (next) under.src = next;
  };
  under.src = medium;
  under.alt = '';
  under.className = 'lightbox-under';
  // Not measured: the slide has no size before it is shown.
  under.style.width = `min(100%, ${width * largest}px)`;
  under.style.height = `min(100%, ${height * largest}px)`;
  element.append(under);
}

/** The pictures themselves: slides, zoom, and the player where the slide is a video. */
export function LightboxStage({
  ref,
  pictures,
  current,
  details,
  playing,
  onRenew,
  onSlide,
  onShown,
  onClose,
}: LightboxStageProps) {
  const t = useT();
  const stage = useRef<HTMLDivElement>(null);
  const player = useRef<VideoPlayerControls>(null);
  const describe = useSlideWords(details);
  const [zoomed, setZoomed] = useState<{ id: string; image: HTMLImageElement } | null>(null);
  const [loaded, setLoaded] = useState<ReadonlySet<string>>(new Set());
  const slides = useMemo(() => pictures.map(slideOf), [pictures]);
  const byId = useMemo(() => new Map(pictures.map((picture) => [picture.id, picture])), [pictures]);
  const failed = useFailedSlides(slides, current.id, (id) => controls.rebuild(id));

  const controls = useLightGallery(stage, slides, current.id, t('tile.broken'), {
    onSlide,
    onClose,
    onSlideBuilt(id, element) {
      const picture = byId.get(id);
      const image = element.querySelector<HTMLImageElement>('.lg-image');
      if (!picture || !image) return;
      // Set here and not through lightGallery, which writes words into HTML as they are.
      describe(picture, image);
      image.draggable = false;
      layUnder(picture, element);
      image.addEventListener('error', () => failed.add(id));
      if (picture.contentType === 'image/gif') setZoomed({ id, image });
    },
    onSlideLoaded(id, element) {
      setLoaded((before) => new Set([...before, id]));
      element.querySelector('.lightbox-under')?.remove();
      // The gallery says so of a slide that failed, too, but leaves no image there: its thumbnail still tells much.
      const picture = byId.get(id);
      if (element.querySelector('.lg-image')) failed.remove(id);
      else if (picture) layUnder(picture, element);
    },
    onZoom(id, isZoomed, element) {
      const image = element.querySelector<HTMLImageElement>('.lg-image');
      if (isZoomed && image) setZoomed({ id, image });
    },
  });
  useImperativeHandle(ref, () => ({ ...controls, togglePlay: () => player.current?.toggle() }), [controls]);

  const isVideo = current.kind === 'VIDEO' && current.state === 'READY';
  const isHere = loaded.has(current.id) || failed.has(current.id) || current.state !== 'READY';
  useEffect(() => {
    if (isHere && !isVideo) onShown(current.id);
  }, [isHere, isVideo, current.id, onShown]);

  // The original comes only for who looks closer, and only where the browser can show it. A GIF moves only as original.
  const original = details && isDisplayable(details.contentType) ? details.url : null;
  useEffect(() => {
    if (!zoomed || !original || zoomed.id !== current.id || zoomed.image.src === original) return;
    const loader = new Image();
    loader.src = original;
    let over = false;
    loader.decode().then(
      () => {
        if (!over) zoomed.image.src = original;
      },
      // The large rendition stays.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [zoomed, original, current.id]);

  const words =
    current.state === 'PROCESSING'
      ? t('lightbox.processing')
      : current.state === 'FAILED'
        ? t('tile.failed')
        : null;
  return (
    <>
      <div ref={stage} className="lightbox" />
      {isVideo && details ? (
        <Suspense>
          <VideoPlayer
            key={current.id}
            ref={player}
            original={details}
            copy={details.playback?.url ?? null}
            copyAwaited={details.playbackState === 'WAITING'}
            poster={current.large}
            label={current.filename}
            playing={playing}
            onEnd={() => {
              if (playing) controls.step(1);
            }}
            onFail={() => onShown(current.id)}
            onSwipe={controls.step}
            onRenew={onRenew}
          />
        </Suspense>
      ) : null}
      {words ? (
        <p className="lightbox-words">
          {words}
          {current.state === 'FAILED' ? (
            <>
              <span>{failureWords(t, current.failure)}</span>
              {current.failure?.code === 'ORIGINAL_GONE' ? null : <span>{t('tile.failedHint')}</span>}
            </>
          ) : null}
        </p>
      ) : null}
    </>
  );
}
