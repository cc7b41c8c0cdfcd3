import { useEffect, useState } from 'react';
import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { IconButton } from '../ui/Button.tsx';
import type { UploadStatus } from './engine/upload-engine.ts';
import { MissingNotice } from './MissingNotice.tsx';
import { haltWords } from './row-words.ts';
import { TrayRows } from './TrayRows.tsx';
import { sumsOf, type TraySums, titleOf } from './tray-title.ts';
import { UploadAnnouncer } from './UploadAnnouncer.tsx';
import { type Uploads, useUploads } from './UploadsContext.ts';
import css from './UploadTray.module.css';
import { useUploadStatus } from './useUploadStatus.ts';

/** The panel of all uploads. It stays while the person goes from page to page. */
export function UploadTray() {
  const uploads = useUploads();
  return uploads ? <Tray uploads={uploads} /> : null;
}

function Tray({ uploads }: { uploads: Uploads }) {
  const t = useT();
  const { engine } = uploads;
  const status = useUploadStatus(engine);
  const sums = sumsOf(status);
  const isEmpty = Object.values(status.byState).every((count) => count === 0);
  // A phone's screen belongs to the photos: there it opens when asked.
  const [isOpen, setIsOpen] = useState(() => matchMedia('(min-width: 720px)').matches);
  useRoomBelow(!isEmpty);

  return (
    <>
      <UploadAnnouncer engine={engine} />
      {isEmpty ? null : (
        <section className={cx(css.tray, isOpen && css.open)} aria-label={t('upload.tray')}>
          <header className={css.head}>
            <Ring sums={sums} halted={status.halt !== null} />
            <div className={css.words}>
              <h2 className={css.title}>{titleOf(t, sums)}</h2>
              <Detail status={status} sums={sums} />
            </div>
            <HeadButtons uploads={uploads} sums={sums} status={status} />
            <IconButton
              icon={isOpen ? 'down' : 'up'}
              size={20}
              label={isOpen ? t('upload.minimise') : t('upload.expand')}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            />
            {sums.isBusy ? null : (
              <IconButton icon="close" size={20} label={t('upload.dismiss')} onClick={() => engine.clear()} />
            )}
          </header>
          {sums.isBusy ? <Bar sums={sums} /> : null}
          {sums.missing > 0 ? <MissingNotice uploads={uploads} count={sums.missing} /> : null}
          {isOpen ? <TrayRows engine={engine} halt={status.halt} /> : null}
        </section>
      )}
    </>
  );
}

function HeadButtons({ uploads, sums, status }: { uploads: Uploads; sums: TraySums; status: UploadStatus }) {
  const t = useT();
  const { engine } = uploads;
  if (!sums.isBusy) {
    return status.byState.failed > 0 ? (
      <IconButton icon="retry" size={20} label={t('upload.retryAll')} onClick={() => engine.retryAll()} />
    ) : null;
  }
  return (
    <>
      {status.halt === 'paused' ? (
        <IconButton icon="play" size={20} label={t('upload.resumeAll')} onClick={() => engine.resumeAll()} />
      ) : (
        <IconButton icon="pause" size={20} label={t('upload.pauseAll')} onClick={() => engine.pauseAll()} />
      )}
      <IconButton icon="close" size={20} label={t('upload.cancelAll')} onClick={() => engine.cancelAll()} />
    </>
  );
}

function Detail({ status, sums }: { status: UploadStatus; sums: TraySums }) {
  const t = useT();
  const { speed, secondsLeft, sentBytes, bytes, halt } = status;
  if (!sums.isBusy) return null;
  if (halt !== null) return <p className={css.detail}>{haltWords(t, halt)}</p>;
  const words = [t('upload.bytesOf', { sent: sentBytes, total: bytes })];
  if (secondsLeft !== null)
    words.push(t('upload.speed', { speed }), t('upload.timeLeft', { seconds: secondsLeft }));
  return <p className={css.detail}>{words.join(' · ')}</p>;
}

function Bar({ sums }: { sums: TraySums }) {
  const t = useT();
  const format = useFormat();
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={t('upload.progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(sums.share * 100)}
      aria-valuetext={format.percent(sums.share)}
    >
      <span className={css.fill} style={{ transform: `scaleX(${sums.share})` }} />
    </div>
  );
}

const ringLength = 2 * Math.PI * 10;

// The bar says the same in words; the ring is for the eye, when the tray is one line.
function Ring({ sums, halted }: { sums: TraySums; halted: boolean }) {
  const share = sums.isBusy ? sums.share : 1;
  const isTroubled = !sums.isBusy && sums.problems > 0;
  return (
    <svg
      className={cx(css.ring, halted && css.halted, isTroubled && css.troubled)}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <circle className={css.track} cx="12" cy="12" r="10" />
      <circle
        className={css.arc}
        cx="12"
        cy="12"
        r="10"
        strokeDasharray={ringLength}
        strokeDashoffset={ringLength * (1 - share)}
      />
      {sums.isBusy ? null : (
        <path className={css.sign} d={isTroubled ? 'M12 7v6M12 16.5h.01' : 'm8 12.3 2.8 2.8 5.2-5.6'} />
      )}
    </svg>
  );
}

// The last row of a page must not hide behind the tray for ever.
function useRoomBelow(isShown: boolean): void {
  useEffect(() => {
    document.documentElement.toggleAttribute('data-uploading', isShown);
    return () => document.documentElement.removeAttribute('data-uploading');
  }, [isShown]);
}
