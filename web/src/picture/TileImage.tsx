import { useEffect, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { releaseLocalPreview } from '../upload/useLocalPreviews.ts';
import type { GridItem } from './grid-items.ts';
import { hasPainted, rememberPainted } from './painted.ts';
import css from './TileImage.module.css';
import { tileSource } from './tile-source.ts';
import { useBlurred } from './useBlurred.ts';
import { useRenewUrls } from './useRenewUrls.ts';
import { useRetries } from './useRetries.ts';

interface TileImageProps {
  item: GridItem;
  width: number;
  height: number;
  /** False while the tile should not ask for its image yet. */
  asked: boolean;
  /** Among the first that the reader sees. */
  urgent: boolean;
}

/** An image that takes longer has been waited for, and comes softly; fading in those that stream by would cost frames. */
const noticedMs = 300;

/**
 * What fills a tile: the preview of the local file first, then the server's thumbnail over it. The preview goes only after
 * the thumbnail has been painted, so that nothing flickers in between.
 */
export function TileImage({ item, width, height, asked, urgent }: TileImageProps) {
  const t = useT();
  const renew = useRenewUrls();
  const { picture, preview } = item;
  const source = picture ? tileSource(picture, width, height) : null;
  const [loaded, setLoaded] = useState(() => source !== null && hasPainted(source.src));
  const [since] = useState(() => performance.now());
  const [late, setLate] = useState(false);
  const [broken, setBroken] = useState<string | null>(null);
  const came = useRetries(broken, () => setBroken(null));
  const isLoaded = source !== null && loaded;
  const previewKey = preview?.key;

  useEffect(() => {
    if (!isLoaded || !previewKey) return;
    const frame = requestAnimationFrame(() => releaseLocalPreview(previewKey));
    return () => cancelAnimationFrame(frame);
  }, [isLoaded, previewKey]);

  const blurred = useBlurred(asked && !loaded ? ((picture ?? item.stub)?.placeholder ?? null) : null);
  // Once it shows it stays, for the image to fade in over it.
  const [under, setUnder] = useState(blurred);
  if (blurred !== null && under !== blurred) setUnder(blurred);
  const isBroken = broken !== null && broken === source?.src;
  return (
    <>
      {under ? <span className={css.blurred} style={{ backgroundImage: `url(${under})` }} /> : null}
      {preview?.url ? <img className={css.image} src={preview.url} alt="" draggable={false} /> : null}
      {source && asked && !isBroken ? (
        <img
          className={cx(css.image, late && css.late)}
          {...source}
          alt=""
          decoding={loaded ? 'sync' : 'async'}
          fetchPriority={urgent ? 'high' : undefined}
          draggable={false}
          data-loaded={loaded}
          onLoad={() => {
            came();
            rememberPainted(source.src);
            setLate(performance.now() - since > noticedMs);
            setLoaded(true);
          }}
          onError={() => {
            setBroken(source.src);
            // A signed address that has run out, or one that the device has left: a fresh one mostly helps.
            if (picture) renew(picture.id);
          }}
        />
      ) : null}
      {isBroken && !preview?.url ? (
        <span className={css.broken} title={t('tile.broken')}>
          <Icon name="offline" size={20} />
        </span>
      ) : null}
      {picture?.state === 'PROCESSING' && !preview?.url ? (
        <span className={css.processing}>{width > 130 ? t('tile.processing') : null}</span>
      ) : null}
      {!picture && preview && !preview.url ? (
        <span className={css.waiting}>
          <Icon name={preview.kind === 'VIDEO' ? 'video' : 'photos'} size={28} />
          {width > 100 ? <span className={css.name}>{preview.filename}</span> : null}
        </span>
      ) : null}
    </>
  );
}
