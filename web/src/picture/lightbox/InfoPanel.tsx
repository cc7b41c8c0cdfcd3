import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useFormat, useT } from '../../i18n/I18n.tsx';
import { IconButton } from '../../ui/Button.tsx';
import type { GridPicture } from '../grid-items.ts';
import css from './InfoPanel.module.css';

interface InfoPanelProps {
  picture: GridPicture;
  /** Null until it is known. */
  byteSize: number | null;
  album: { id: string; name: string } | null;
  onClose: () => void;
}

/** What is known about the picture, beside it and not over it. */
export function InfoPanel({ picture, byteSize, album, onClose }: InfoPanelProps) {
  const t = useT();
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { filename, takenAt, createdAt, width, height, duration } = picture;
  const size = [
    width && height ? t('lightbox.pixels', { width, height }) : null,
    byteSize === null ? null : format.bytes(byteSize),
  ].filter((part) => part !== null);
  return (
    <aside className={css.panel} aria-label={t('lightbox.info')}>
      <header className={css.head}>
        <h2 ref={heading} tabIndex={-1} className={css.title}>
          {t('lightbox.info')}
        </h2>
        <IconButton icon="close" label={t('app.close')} onClick={onClose} />
      </header>
      <dl className={css.list}>
        <div>
          <dt>{t('lightbox.infoFile')}</dt>
          <dd>{filename}</dd>
        </div>
        {takenAt ? (
          <div>
            <dt>{t('lightbox.infoTaken')}</dt>
            <dd>{format.dateTime(new Date(takenAt))}</dd>
          </div>
        ) : null}
        <div>
          <dt>{t('lightbox.infoAdded')}</dt>
          <dd>{format.dateTime(new Date(createdAt))}</dd>
        </div>
        {size.length > 0 ? (
          <div>
            <dt>{t('lightbox.infoSize')}</dt>
            <dd>{size.join(' · ')}</dd>
          </div>
        ) : null}
        {duration ? (
          <div>
            <dt>{t('lightbox.infoLength')}</dt>
            <dd>{format.clock(duration)}</dd>
          </div>
        ) : null}
        {album ? (
          <div>
            <dt>{t('lightbox.infoAlbum')}</dt>
            <dd>
              <Link to={`/albums/${album.id}`}>{album.name}</Link>
            </dd>
          </div>
        ) : null}
      </dl>
    </aside>
  );
}
