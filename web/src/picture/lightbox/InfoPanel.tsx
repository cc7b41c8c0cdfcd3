import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { useFormat, useT } from '../../i18n/I18n.tsx';
import { IconButton } from '../../ui/Button.tsx';
import type { GridPicture } from '../grid-items.ts';
import css from './InfoPanel.module.css';
import type { LightboxDetailsQuery } from './LightboxDetails.generated.ts';
import { ShotRows } from './ShotRows.tsx';

interface InfoPanelProps {
  picture: GridPicture;
  /** Null until they are known. */
  details: LightboxDetailsQuery['picture'];
  onClose: () => void;
}

/** What is known about the picture, beside it and not over it. */
export function InfoPanel({ picture, details, onClose }: InfoPanelProps) {
  const t = useT();
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { filename, takenAt, createdAt, width, height, duration } = picture;
  const { byteSize, album, exif, takenAtLocal } = details ?? {};
  const offset = details?.takenAtOffsetMinutes ?? null;
  const size = [
    width && height ? t('lightbox.pixels', { width, height }) : null,
    byteSize === undefined ? null : format.bytes(byteSize),
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
        {/* While a picture is on its way, as when one goes by quickly, nothing may be known of it. */}
        {filename ? (
          <div>
            <dt>{t('lightbox.infoFile')}</dt>
            <dd>{filename}</dd>
          </div>
        ) : null}
        {takenAt ? (
          <div>
            <dt>{t('lightbox.infoTaken')}</dt>
            <dd>
              {takenAtLocal ? format.wallTime(takenAtLocal) : format.dateTime(new Date(takenAt))}
              {takenAtLocal && offset !== null ? (
                <>
                  {' '}
                  <span className={css.offset}>{format.utcOffset(offset)}</span>
                </>
              ) : null}
            </dd>
          </div>
        ) : null}
        {createdAt ? (
          <div>
            <dt>{t('lightbox.infoAdded')}</dt>
            <dd>{format.dateTime(new Date(createdAt))}</dd>
          </div>
        ) : null}
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
        {exif ? <ShotRows pictureId={picture.id} exif={exif} /> : null}
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
