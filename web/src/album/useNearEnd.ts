import { type RefObject, useEffect, useRef, useState } from 'react';

/** A page that failed is asked for again after this time. */
const retryMs = 4000;

/**
 * For the mark at a list's end: asks for the page after `cursor` once when the mark comes near the window. `load` must be
 * stable; `cursor` is null where there is no more.
 */
export function useNearEnd<Mark extends HTMLElement>(
  cursor: string | null,
  load: (after: string) => Promise<unknown>,
): RefObject<Mark | null> {
  const mark = useRef<Mark>(null);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    const element = mark.current;
    if (!element || cursor === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        load(cursor).catch(() => {
          timer = setTimeout(() => setTries(tries + 1), retryMs);
        });
      },
      { rootMargin: '800px' },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [cursor, load, tries]);

  return mark;
}
