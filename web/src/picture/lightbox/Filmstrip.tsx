import { type CSSProperties, useState } from 'react';
import { useT } from '../../i18n/I18n.tsx';
import { thumbHashColour } from '../../lib/thumb-hash.ts';
import type { GridPicture } from '../grid-items.ts';
import { useRenewUrls } from '../useRenewUrls.ts';
import { useRetries } from '../useRetries.ts';
import css from './Filmstrip.module.css';

interface FilmstripProps {
  pictures: readonly GridPicture[];
  /** Of the picture shown. */
  index: number;
  onSlide: (pictureId: string) => void;
}

/** So many stand on either side of the picture shown: enough for the widest screen. */
const reach = 40;

/** The pictures before and after in a row, the one shown in its middle. Arrow keys step anyway: Tab reaches only that one. */
export function Filmstrip({ pictures, index, onSlide }: FilmstripProps) {
  const t = useT();
  const first = Math.max(0, index - reach);
  const shift: CSSProperties = { transform: `translateX(calc(var(--frame) * ${-index - 0.5}))` };
  return (
    <nav className={css.strip} aria-label={t('lightbox.thumbnails')}>
      <div className={css.row} style={shift}>
        {pictures.slice(first, index + reach + 1).map((picture, at) => (
          <button
            key={picture.id}
            type="button"
            className={css.frame}
            style={{
              left: `calc(var(--frame) * ${first + at})`,
              backgroundColor: (picture.placeholder && thumbHashColour(picture.placeholder)) ?? undefined,
            }}
            tabIndex={first + at === index ? 0 : -1}
            aria-current={first + at === index}
            aria-label={
              picture.filename || t('lightbox.position', { index: first + at + 1, count: pictures.length })
            }
            onClick={() => onSlide(picture.id)}
          >
            <Thumbnail picture={picture} />
          </button>
        ))}
      </div>
    </nav>
  );
}

/** Its small rendition; without it the colour beneath stands for it. */
function Thumbnail({ picture: { id, small } }: { picture: GridPicture }) {
  const renew = useRenewUrls();
  const [broken, setBroken] = useState<string | null>(null);
  const came = useRetries(broken, () => setBroken(null));
  if (!small || small === broken) return null;
  return (
    <img
      src={small}
      alt=""
      draggable={false}
      onLoad={came}
      onError={() => {
        setBroken(small);
        renew(id);
      }}
    />
  );
}
