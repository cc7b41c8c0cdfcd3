import { useEffect, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { UploadEngine } from './engine/upload-engine.ts';
import { haltWords } from './row-words.ts';
import { sumsOf, titleOf } from './tray-title.ts';

const sayEveryMs = 5_000;

/** Tells screen readers how all of it stands, at most every five seconds. */
export function UploadAnnouncer({ engine }: { engine: UploadEngine }) {
  const t = useT();
  const [words, setWords] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let lastSaid = Number.NEGATIVE_INFINITY;
    const say = () => {
      timer = null;
      lastSaid = performance.now();
      const status = engine.snapshot();
      const sums = sumsOf(status);
      if (!sums.isBusy && sums.done + sums.problems + sums.known + sums.skipped === 0) return;
      const asks = sums.known > 0 ? t('upload.known', { count: sums.known }) : '';
      const stands = !sums.isBusy
        ? titleOf(t, sums)
        : status.halt === null
          ? t('upload.sayCount', sums)
          : haltWords(t, status.halt);
      setWords(`${stands} ${asks}`.trim());
    };
    const sayInTime = () => {
      timer ??= setTimeout(say, Math.max(0, lastSaid + sayEveryMs - performance.now()));
    };
    const stop = engine.list.subscribe(sayInTime);
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [engine, t]);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
