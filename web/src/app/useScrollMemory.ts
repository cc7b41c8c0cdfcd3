import { useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation, useNavigationType } from 'react-router';

const remembered = new Map<string, number>();
/** Lists need a moment to know their height again; after this many frames the page is as long as it gets. */
const patience = 20;

/** The page below a lightbox: opening and closing one is no change of page. */
export function pageOf(pathname: string): string {
  return pathname.replace(/\/photo\/[^/]+$/, '') || '/';
}

/**
 * Opens every page at its top, and goes back to where the reader was when he goes back. After a change of page the focus
 * is in its content if what had it is gone.
 */
export function useScrollMemory(): void {
  const { key, pathname } = useLocation();
  const type = useNavigationType();
  const page = pageOf(pathname);
  const shown = useRef(page);
  const currentKey = useRef(key);

  useEffect(() => {
    window.history.scrollRestoration = 'manual';
    const remember = () => remembered.set(currentKey.current, window.scrollY);
    window.addEventListener('scroll', remember, { passive: true });
    return () => window.removeEventListener('scroll', remember);
  }, []);

  useLayoutEffect(() => {
    const before = currentKey.current;
    currentKey.current = key;
    if (page === shown.current) {
      remembered.set(key, remembered.get(before) ?? window.scrollY);
      return;
    }
    shown.current = page;
    if (document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true });
    const target = type === 'POP' ? (remembered.get(key) ?? 0) : 0;
    let frame = 0;
    let frames = 0;
    const go = () => {
      window.scrollTo({ top: target, behavior: 'instant' });
      frames += 1;
      if (Math.abs(window.scrollY - target) > 1 && frames < patience) frame = requestAnimationFrame(go);
    };
    go();
    return () => cancelAnimationFrame(frame);
  }, [key, page, type]);
}
