import type { MouseEvent } from 'react';
import { useNavigate } from 'react-router';
import { fromGrid } from './history-state.ts';

/**
 * What a grid does with a click on one of its tiles' links: the lightbox opens within the page. One listener for all of them,
 * for a router's link finds out anew for each tile where it is.
 */
export function useOpenTiles(): (event: MouseEvent) => void {
  const navigate = useNavigate();
  return (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    // With a key the browser opens a new tab or window, or downloads.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[data-key]') : null;
    const href = link?.getAttribute('href');
    if (!href) return;
    event.preventDefault();
    void navigate(href, { state: fromGrid });
  };
}
