import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import videojs from 'video.js/core.es.js';
import ko from 'video.js/dist/lang/ko.json';
import 'video.js/dist/video-js.css';
import { useLanguage, useT } from '../../i18n/I18n.tsx';
import { type KeyPress, shortcutOf } from '../../keys/shortcuts.ts';
import { singleKeysOn } from '../../keys/single-keys.ts';
import { useRetries } from '../useRetries.ts';
import { keepPlaying } from './keep-playing.ts';
import './VideoPlayer.css';

// Its style elements would need an exception in the page's Content-Security-Policy; the style sheet has what is needed.
Object.assign(window, { VIDEOJS_NO_DYNAMIC_STYLE: true });
videojs.addLanguage('ko', ko);

/** CSS pixels that a finger goes before it means the next slide. */
const swipeLength = 60;

type Addresses = { url: string; playback: { url: string } | null };

/** What the page may ask of the player. */
export interface VideoPlayerControls {
  /** Plays what stands, and lets stand what plays. */
  toggle(): void;
}

interface VideoPlayerProps {
  ref: Ref<VideoPlayerControls>;
  original: { url: string; contentType: string };
  /** The address of a copy that every browser plays, where there is one. */
  copy: string | null;
  /** Such a copy is being made. */
  copyAwaited: boolean;
  poster: string | null;
  label: string;
  /** It plays by itself. */
  playing: boolean;
  onEnd: () => void;
  /** It cannot be played here, at least not now. */
  onFail: () => void;
  /** A finger wiped across it. */
  onSwipe: (by: 1 | -1) => void;
  /** Asks for new addresses, since the old ones may have run out. */
  onRenew: () => Promise<Addresses | null>;
}

/** Browsers say no to QuickTime by name and yes to what is mostly in it. */
const originalSource = ({ url, contentType }: VideoPlayerProps['original']) => ({
  src: url,
  type: contentType === 'video/quicktime' ? 'video/mp4' : contentType,
});

const copySource = (url: string) => ({ src: url, type: 'video/mp4' });

/**
 * Keys mean in the player what they mean everywhere: letters can be turned off, and full screen is the page's. By itself the
 * player would hear them all the same, also with Ctrl and while Korean is being composed.
 */
const playerKeys = {
  fullscreenKey: () => false,
  muteKey: () => false,
  playPauseKey: (event: KeyPress) => shortcutOf(event, ['play'], singleKeysOn()) !== null,
};

/** A video over its slide. Every slide has a player of its own, which goes with it. */
export function VideoPlayer({
  ref,
  original,
  copy,
  copyAwaited,
  poster,
  label,
  playing,
  onEnd,
  onFail,
  onSwipe,
  onRenew,
}: VideoPlayerProps) {
  const t = useT();
  const { language } = useLanguage();
  const holder = useRef<HTMLDivElement>(null);
  const player = useRef<ReturnType<typeof videojs>>(null);
  const latest = useRef({ poster, onRenew, onEnd, onFail });
  const from = useRef<{ x: number; y: number } | null>(null);
  const [trouble, setTrouble] = useState<{ kind: 'away' | 'unplayable' } | null>(null);
  const retry = useRef<() => Promise<void>>(async () => undefined);
  const came = useRetries(trouble?.kind === 'away' ? trouble : null, () => void retry.current());
  const playsCopy = useRef(copy !== null);
  useEffect(() => {
    latest.current = { poster, onRenew, onEnd, onFail };
  }, [poster, onRenew, onEnd, onFail]);

  // The element is video.js's own: it takes it away in dispose(), and React must not miss it.
  useEffect(() => {
    const element = document.createElement('video');
    element.className = 'video-js';
    element.playsInline = true;
    holder.current?.append(element);
    const made = videojs(element, {
      controls: true,
      preload: 'metadata',
      fill: true,
      playbackRates: [0.5, 1, 1.25, 1.5, 2],
      experimentalSvgIcons: true,
      language,
      poster: poster ?? undefined,
      sources: [copy === null ? originalSource(original) : copySource(copy)],
      userActions: { hotkeys: playerKeys },
      controlBar: {
        remainingTimeDisplay: false,
        currentTimeDisplay: true,
        timeDivider: true,
        durationDisplay: true,
      },
      // What it would say of an error is for engineers.
      errorDisplay: false,
    });
    player.current = made;
    retry.current = keepPlaying(made, {
      async renew() {
        const now = await latest.current.onRenew();
        const url = playsCopy.current ? now?.playback?.url : now?.url;
        if (!url) return null;
        return playsCopy.current ? copySource(url) : originalSource({ ...original, url });
      },
      onReload() {
        // It may have failed with the video, and comes again only where it is set anew.
        made.poster('');
        if (latest.current.poster) made.poster(latest.current.poster);
      },
      onTrouble: (kind) => setTrouble({ kind }),
      onBack: () => setTrouble(null),
      onWell: () => came(),
    });
    made.on('ended', () => latest.current.onEnd());
    return () => {
      player.current = null;
      // Its window would stay, with nothing in it.
      if (made.isInPictureInPicture()) document.exitPictureInPicture().catch(() => undefined);
      made.dispose();
    };
  }, []);

  useImperativeHandle(ref, () => ({
    toggle() {
      if (player.current?.paused() === false) player.current.pause();
      else Promise.resolve(player.current?.play()).catch(() => undefined);
    },
  }));

  useEffect(() => {
    // Where the browser wants a click first, the button is there.
    if (playing) Promise.resolve(player.current?.play()).catch(() => undefined);
  }, [playing]);

  useEffect(() => {
    if (trouble) latest.current.onFail();
  }, [trouble]);

  // Who sees the original play is not interrupted by its copy.
  useEffect(() => {
    if (trouble?.kind !== 'unplayable' || copy === null || playsCopy.current) return;
    playsCopy.current = true;
    void retry.current();
    setTrouble(null);
  }, [trouble, copy]);

  useEffect(() => {
    player.current?.language(language);
  }, [language]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group is what it is: a player and its controls.
    <div
      ref={holder}
      className="player"
      role="group"
      aria-label={label}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Escape' || !(event.target instanceof Element)) return;
        const opener = event.target.closest('.vjs-menu-button-popup');
        if (!opener?.querySelector('.vjs-lock-showing')) return;
        // video.js closes its menu, and lets the key close the viewer as well.
        event.preventDefault();
        opener.querySelector('button')?.focus();
      }}
      onTouchStart={(event) => {
        const finger = event.touches.item(0);
        const onBar = event.target instanceof Element && event.target.closest('.vjs-control-bar') !== null;
        from.current =
          finger && event.touches.length === 1 && !onBar ? { x: finger.clientX, y: finger.clientY } : null;
      }}
      onTouchEnd={(event) => {
        const finger = event.changedTouches.item(0);
        if (!finger || !from.current) return;
        const across = finger.clientX - from.current.x;
        const down = finger.clientY - from.current.y;
        if (Math.abs(across) > swipeLength && Math.abs(across) > 2 * Math.abs(down))
          onSwipe(across < 0 ? 1 : -1);
      }}
    >
      {trouble ? (
        <p className="player-failed" role="alert">
          {trouble.kind === 'away' ? t('video.away') : copyAwaited ? t('video.preparing') : t('video.failed')}
        </p>
      ) : null}
    </div>
  );
}
