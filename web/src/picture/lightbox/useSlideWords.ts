import { useEffect, useRef } from 'react';
import { useFormat, useT } from '../../i18n/I18n.tsx';
import type { GridPicture } from '../grid-items.ts';
import type { LightboxDetailsQuery } from './LightboxDetails.generated.ts';
import { slideWords } from './slide-words.ts';

/**
 * Says to screen readers what an image of the viewer shows; the function it returns does so when a slide is built, and the
 * place follows when the picture's details come.
 */
export function useSlideWords(
  details: LightboxDetailsQuery['picture'],
): (picture: GridPicture, image: HTMLImageElement) => void {
  const t = useT();
  const format = useFormat();
  const built = useRef(new Map<string, { picture: GridPicture; image: HTMLImageElement }>());

  useEffect(() => {
    const slide = details ? built.current.get(details.id) : undefined;
    const place = details?.exif?.location ?? null;
    if (slide) slide.image.alt = slideWords(slide.picture, place, t, format);
  }, [details, t, format]);

  return (picture, image) => {
    built.current.set(picture.id, { picture, image });
    const place = details?.id === picture.id ? (details.exif?.location ?? null) : null;
    image.alt = slideWords(picture, place, t, format);
  };
}
