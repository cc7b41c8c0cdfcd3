import { useState } from 'react';
import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { IconButton } from '../ui/Button.tsx';
import type { UploadEngine, UploadStatus } from './engine/upload-engine.ts';
import { KnownNotice } from './KnownNotice.tsx';
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
  return uploads?.engine ? <Tray uploads={uploads} engine={uploads.engine} /> : null;
}

function Tray({ uploads, engine }: { uploads: Uploads; engine: UploadEngine }) {
  const t = useT();
  const status = useUploadStatus(engine);
  const sums = sumsOf(status);
  const isEmpty = Object.values(status.byState).every((count) => count === 0);
  // A phone's screen belongs to the photos: there it opens when asked.
  const [isOpen, setIsOpen] = useState(() => matchMedia('(min-width: 720px)').matches);

  return (
    <>
      <UploadAnnouncer engine={engine} />
      {isEmpty ? null : (
        <section className={css.tray} aria-label={t('upload.tray')}>
          <header className={css.head}>
            <Ring sums={sums} halted={status.halt !== null} />
            <h2 className={css.title}>
              {status.halt !== null && sums.isBusy && !isOpen ? haltWords(t, status.halt) : titleOf(t, sums)}
            </h2>
            <HeadButtons engine={engine} sums={sums} status={status} />
            <IconButton
              icon={isOpen ? 'down' : 'up'}
              size={20}
              label={isOpen ? t('upload.minimise') : t('upload.expand')}
              aria-expanded={isOpen}
              onClick={() => setIsOpen(!isOpen)}
            />
            {sums.isBusy || !hasOver(status) ? null : (
              <IconButton icon="close" size={20} label={t('upload.dismiss')} onClick={() => engine.clear()} />
            )}
          </header>
          {sums.isBusy && isOpen ? <Detail status={status} /> : null}
          {sums.isBusy ? <Bar sums={sums} /> : null}
          {sums.missing > 0 ? <MissingNotice uploads={uploads} engine={engine} count={sums.missing} /> : null}
          {sums.known > 0 ? <KnownNotice engine={engine} count={sums.known} /> : null}
          {isOpen ? (
            <TrayRows engine={engine} halt={status.halt} largestFileBytes={status.largestFileBytes} />
          ) : null}
        </section>
      )}
    </>
  );
}

function HeadButtons({
  engine,
  sums,
  status,
}: {
  engine: UploadEngine;
  sums: TraySums;
  status: UploadStatus;
}) {
  const t = useT();
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

function Detail({ status }: { status: UploadStatus }) {
  const t = useT();
  const { speed, secondsLeft, sentBytes, bytes, halt } = status;
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

function hasOver({ byState }: UploadStatus): boolean {
  return byState.done + byState.failed + byState.refused + byState.cancelled + byState.duplicate > 0;
}

const ringLength = 2 * Math.PI * 10;

// The bar says the same in words; the ring is for the eye, when the tray is one line.
function Ring({ sums, halted }: { sums: TraySums; halted: boolean }) {
  const isOver = !sums.isBusy && sums.done + sums.problems + sums.skipped > 0 && sums.known === 0;
  const share = isOver ? 1 : sums.share;
  const isTroubled = isOver && sums.problems > 0;
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
      {isOver ? (
        <path className={css.sign} d={isTroubled ? 'M12 7v6M12 16.5h.01' : 'm8 12.3 2.8 2.8 5.2-5.6'} />
      ) : null}
    </svg>
  );
}
