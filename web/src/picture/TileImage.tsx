import { useEffect, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { releaseLocalPreview } from '../upload/useLocalPreviews.ts';
import type { GridItem } from './grid-items.ts';
import css from './TileImage.module.css';
import { tileSource } from './tile-source.ts';
import { useRenewUrls } from './useRenewUrls.ts';

interface TileImageProps {
  item: GridItem;
  width: number;
  height: number;
  /** False while the tile should not ask for its image yet. */
  asked: boolean;
}

/**
 * What fills a tile: the preview of the local file first, then the server's thumbnail over it. The preview goes only after
 * the thumbnail has been painted, so that nothing flickers in between.
 */
export function TileImage({ item, width, height, asked }: TileImageProps) {
  const t = useT();
  const renew = useRenewUrls();
  const { picture, preview } = item;
  const source = picture ? tileSource(picture, width, height) : null;
  const [loaded, setLoaded] = useState<string | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const isLoaded = source !== null && loaded !== null;
  const previewKey = preview?.key;

  useEffect(() => {
    if (!isLoaded || !previewKey) return;
    const frame = requestAnimationFrame(() => releaseLocalPreview(previewKey));
    return () => cancelAnimationFrame(frame);
  }, [isLoaded, previewKey]);

  useEffect(() => {
    if (broken === null) return;
    const again = () => setBroken(null);
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [broken]);

  return (
    <>
      {preview?.url ? (
        <img className={css.image} src={preview.url} alt="" decoding="async" draggable={false} />
      ) : null}
      {source && asked && broken !== source.src ? (
        <img
          className={css.image}
          {...source}
          alt=""
          decoding="async"
          draggable={false}
          data-loaded={loaded !== null}
          onLoad={() => setLoaded(source.src)}
          onError={() => {
            setBroken(source.src);
            // A signed address that has run out, or one that the device has left: a fresh one mostly helps.
            if (picture) renew(picture.id);
          }}
        />
      ) : null}
      {broken !== null && broken === source?.src && !preview?.url ? (
        <span className={css.broken} title={t('tile.broken')}>
          <Icon name="offline" size={20} />
        </span>
      ) : null}
      {picture?.state === 'PROCESSING' && !preview?.url ? (
        <span className={css.processing}>{width > 130 ? t('tile.processing') : null}</span>
      ) : null}
    </>
  );
}
