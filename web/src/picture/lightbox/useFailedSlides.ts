import { useEffect, useRef, useState } from 'react';
import { useRenewUrls } from '../useRenewUrls.ts';
import { useRetries } from '../useRetries.ts';
import type { Slide } from './slides.ts';

/** What the stage says of its slides, and may know of them. */
export interface FailedSlides {
  has(id: string): boolean;
  /** The image of a slide has failed. */
  add(id: string): void;
  /** It has come after all. */
  remove(id: string): void;
}

/**
 * Loads the images of slides that failed again: when the reader comes to them, when they have got another address, and as
 * useRetries says. All of it happens unseen, for a slide to change once, when its image is there.
 * @param rebuild shows the image, which the browser has by then.
 */
export function useFailedSlides(
  slides: readonly Slide[],
  currentId: string,
  rebuild: (id: string) => void,
): FailedSlides {
  const renew = useRenewUrls();
  /** By their ids, the addresses that failed. */
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const loading = useRef(new Map<string, HTMLImageElement>());

  const remove = (id: string) =>
    setFailed((before) => (before.has(id) ? new Map([...before].filter(([each]) => each !== id)) : before));
  const fail = (id: string, src: string) => {
    setFailed((before) => new Map([...before, [id, src]]));
    // A signed address that has run out, or one that the device has left: a fresh one mostly helps.
    renew(id);
  };
  const load = ({ id, src }: Slide) => {
    if (loading.current.has(id)) return;
    const image = new Image();
    loading.current.set(id, image);
    image.onload = () => {
      rebuild(id);
      remove(id);
      loading.current.delete(id);
      came();
    };
    image.onerror = () => {
      loading.current.delete(id);
      fail(id, src);
    };
    image.src = src;
  };
  const loadWhere = (matches: (slide: Slide) => boolean) => {
    for (const slide of slides) if (failed.has(slide.id) && matches(slide)) load(slide);
  };
  const came = useRetries(failed.size > 0 ? failed : null, () => loadWhere(() => true));

  useEffect(() => loadWhere(({ id, src }) => failed.get(id) !== src), [slides, failed]);
  useEffect(() => loadWhere(({ id }) => id === currentId), [currentId]);

  return {
    has: (id) => failed.has(id),
    add: (id) => fail(id, slides.find((slide) => slide.id === id)?.src ?? ''),
    remove,
  };
}
