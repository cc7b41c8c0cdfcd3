import { type RefObject, useEffect, useRef } from 'react';

/**
 * For the mark at a list's end: runs `loadMore` when the mark comes near the window, again after each page that did not push
 * it away, and never twice at once. Null where there is no more.
 */
export function useNearEnd<Mark extends HTMLElement>(
  loadMore: (() => Promise<unknown>) | null,
): RefObject<Mark | null> {
  const mark = useRef<Mark>(null);
  const latest = useRef(loadMore);
  const loading = useRef(false);
  useEffect(() => {
    latest.current = loadMore;
  }, [loadMore]);
  const hasMore = loadMore !== null;

  useEffect(() => {
    const element = mark.current;
    if (!element || !hasMore) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting || loading.current || !latest.current) return;
        loading.current = true;
        latest
          .current()
          // A failed page is asked for again at the next scroll.
          .catch(() => undefined)
          .finally(() => {
            loading.current = false;
            observer.unobserve(element);
            observer.observe(element);
          });
      },
      { rootMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore]);

  return mark;
}
