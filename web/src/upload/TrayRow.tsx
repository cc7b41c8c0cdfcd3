import { memo } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import type { Halt } from './engine/halts.ts';
import type { KnownPicture } from './engine/upload-api.ts';
import type { UploadEngine } from './engine/upload-engine.ts';
import type { UploadRow } from './engine/upload-item.ts';
import { splitName } from './middle-ellipsis.ts';
import { RowPreview } from './RowPreview.tsx';
import { stateWords } from './row-words.ts';
import css from './TrayRow.module.css';

interface TrayRowProps {
  row: UploadRow;
  engine: UploadEngine;
  halt: Halt | null;
  /** Bytes; null while it is not known. */
  largestFileBytes: number | null;
}

/** One file: what it is, how it stands, and what can be done about it. */
export const TrayRow = memo(function TrayRow({ row, engine, halt, largestFileBytes }: TrayRowProps) {
  const t = useT();
  const { head, tail } = splitName(row.name);
  const words = stateWords(t, row, halt, largestFileBytes);
  const isProblem = row.state.name === 'failed' || row.state.name === 'refused';
  const picture = pictureThere(row);
  const isUploading = row.state.name === 'uploading' && !row.retrying;
  return (
    <div className={css.row}>
      <RowPreview row={row} />
      <div className={css.words}>
        <p className={css.name} title={row.name}>
          <span className={css.head}>{head}</span>
          {tail ? <span className={css.tail}>{tail}</span> : null}
        </p>
        <p className={cx(css.state, isProblem && css.problem)} title={words}>
          {picture ? (
            <Link to={`/albums/${picture.albumId}/photo/${picture.pictureId}`} className={css.link}>
              {words}
            </Link>
          ) : (
            words
          )}
        </p>
        {isUploading ? (
          <span className={css.bar} aria-hidden="true">
            <span className={css.fill} style={{ transform: `scaleX(${row.sent / row.size})` }} />
          </span>
        ) : null}
      </div>
      <RowActions row={row} engine={engine} isHalted={halt !== null} />
    </div>
  );
});

// Where the person can see that it is there already.
function pictureThere({ state }: UploadRow): KnownPicture | null {
  return state.name === 'known' || state.name === 'duplicate' ? state.picture : null;
}

// A smaller file is up before anybody could pause it.
const worthPausingBytes = 8 * 2 ** 20;

function RowActions({ row, engine, isHalted }: { row: UploadRow; engine: UploadEngine; isHalted: boolean }) {
  const t = useT();
  const { id, name, state } = row;
  const cancel = (
    <IconButton
      icon="close"
      size={18}
      label={t('upload.cancelOne', { name })}
      onClick={() => engine.cancel(id)}
    />
  );
  switch (state.name) {
    case 'done':
      return (
        <span className={css.mark}>
          <Icon name="check" size={20} />
        </span>
      );
    case 'uploading':
      return (
        <>
          {row.size > worthPausingBytes && !isHalted ? (
            <IconButton
              icon="pause"
              size={18}
              label={t('upload.pauseOne', { name })}
              onClick={() => engine.pause(id)}
            />
          ) : null}
          {cancel}
        </>
      );
    case 'paused':
      return (
        <>
          {isHalted ? null : (
            <IconButton
              icon="play"
              size={18}
              label={t('upload.resumeOne', { name })}
              onClick={() => engine.resume(id)}
            />
          )}
          {cancel}
        </>
      );
    case 'failed':
    case 'refused':
      return (
        <>
          {mayRetry(row) ? (
            <IconButton
              icon="retry"
              size={18}
              label={t('upload.retryOne', { name })}
              onClick={() => engine.retry(id)}
            />
          ) : null}
          <IconButton
            icon="close"
            size={18}
            label={t('upload.dropOne', { name })}
            onClick={() => engine.takeOff(id)}
          />
        </>
      );
    case 'known':
      return (
        <>
          <IconButton
            icon="upload"
            size={18}
            label={t('upload.addAnyway', { name })}
            onClick={() => engine.retry(id)}
          />
          <IconButton
            icon="close"
            size={18}
            label={t('upload.skipOne', { name })}
            onClick={() => engine.known.skip(id)}
          />
        </>
      );
    case 'duplicate':
      return (
        <IconButton
          icon="upload"
          size={18}
          label={t('upload.addAnyway', { name })}
          onClick={() => engine.retry(id)}
        />
      );
    case 'stored':
    case 'committing':
    case 'cancelled':
      return null;
    default:
      return cancel;
  }
}

function mayRetry({ state }: UploadRow): boolean {
  return (
    (state.name === 'failed' && state.retryable) ||
    (state.name === 'refused' && state.reason === 'over-quota')
  );
}
