import { useEffect } from 'react';
import type { Format } from '../i18n/format.ts';
import { useFormat } from '../i18n/I18n.tsx';
import type { UploadEngine } from './engine/upload-engine.ts';
import { sumsOf } from './tray-title.ts';

const mark = /^[^·]{1,8}% · /;

/** What uploads do to the page as a whole: title, warning before closing, and a screen that stays on. */
export function usePageEffects(engine: UploadEngine): void {
  const format = useFormat();
  useEffect(() => followMovement(engine), [engine]);
  useEffect(() => showPercentInTitle(engine, format), [engine, format]);
}

let isMovingNow = false;

/** Whether leaving the page now would cost a part of an upload. */
export function uploadsAreMoving(): boolean {
  return isMovingNow;
}

function followMovement(engine: UploadEngine): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  const screen = keepScreenOn();
  let ticking: ReturnType<typeof setInterval> | null = null;
  const update = () => {
    const { isMoving } = engine.snapshot();
    if (isMoving === (ticking !== null)) return;
    isMovingNow = isMoving;
    if (ticking === null) {
      // Speed falls and time passes even while no byte comes through.
      ticking = setInterval(() => engine.list.touch(), 1000);
      addEventListener('beforeunload', warn);
      screen.on();
    } else {
      clearInterval(ticking);
      ticking = null;
      removeEventListener('beforeunload', warn);
      screen.off();
    }
  };
  const stop = engine.list.subscribe(update);
  update();
  return () => {
    stop();
    isMovingNow = false;
    if (ticking !== null) clearInterval(ticking);
    removeEventListener('beforeunload', warn);
    screen.off();
  };
}

function showPercentInTitle(engine: UploadEngine, format: Format): () => void {
  const update = () => {
    const sums = sumsOf(engine.snapshot());
    const bare = document.title.replace(mark, '');
    const title = sums.isBusy ? `${format.percent(sums.share)} · ${bare}` : bare;
    if (document.title !== title) document.title = title;
  };
  const stop = engine.list.subscribe(update);
  return () => {
    stop();
    document.title = document.title.replace(mark, '');
  };
}

// A phone that sleeps stops the upload. The lock is lost whenever the page is hidden, and is taken again after.
function keepScreenOn(): { on(): void; off(): void } {
  let lock: Promise<WakeLockSentinel | null> | null = null;
  const { wakeLock }: { wakeLock?: WakeLock } = navigator;
  const take = () => {
    if (document.visibilityState === 'visible') lock = wakeLock?.request('screen').catch(() => null) ?? null;
  };
  return {
    on() {
      take();
      document.addEventListener('visibilitychange', take);
    },
    off() {
      document.removeEventListener('visibilitychange', take);
      void lock?.then((sentinel) => sentinel?.release());
      lock = null;
    },
  };
}
