import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { useState } from 'react';
import { cx } from '../lib/cx.ts';
import { thumbHashUrl } from '../lib/thumb-hash.ts';
import { tileSource } from '../picture/tile-source.ts';
import { useRenewUrls } from '../picture/useRenewUrls.ts';
import { useRetries } from '../picture/useRetries.ts';
import { type CoverImage_PictureFragment, CoverImage_PictureFragmentDoc } from './CoverImage.generated.ts';
import css from './CoverImage.module.css';

interface CoverImageProps {
  cover: FragmentType<CoverImage_PictureFragment> | null;
  /** The album's name: its first letter stands in where there is no cover. */
  name: string;
  /** CSS pixels of its side. */
  side: number;
  className?: string;
}

/** An album's square face. */
export function CoverImage({ cover, name, side, className }: CoverImageProps) {
  const renew = useRenewUrls();
  const [broken, setBroken] = useState<string | null>(null);
  const came = useRetries(broken, () => setBroken(null));
  const { data, complete } = useFragment({ fragment: CoverImage_PictureFragmentDoc, from: cover });
  const picture = cover && complete ? data : null;
  const source = picture ? tileSource(picture, side, side) : null;
  const background = picture?.placeholder ? thumbHashUrl(picture.placeholder) : null;
  return (
    <span
      className={cx(css.face, className)}
      style={background ? { backgroundImage: `url(${background})` } : undefined}
    >
      {source && picture && source.src !== broken ? (
        <img
          className={css.image}
          {...source}
          alt=""
          decoding="async"
          loading="lazy"
          draggable={false}
          onLoad={came}
          onError={() => {
            setBroken(source.src);
            renew(picture.id);
          }}
        />
      ) : null}
      {source ? null : <span className={css.initial}>{[...name][0]?.toUpperCase()}</span>}
    </span>
  );
}
