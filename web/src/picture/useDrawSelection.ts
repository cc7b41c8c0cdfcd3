import { type RefObject, useEffect, useRef } from 'react';

const holdMs = 450;
const slack = 10;
/** So near to the window's top or bottom the page scrolls by itself, faster the nearer. */
const edge = 88;
const fastest = 18;

/** What happens to tiles under a finger. A tile is named by its data-key. */
export interface DrawHandlers {
  /** A finger has rested on a tile. */
  onStart: (tile: string) => void;
  /** It has come to another one since. */
  onMove: (tile: string) => void;
}

function tileAt(root: HTMLElement, x: number, y: number): string | null {
  const bottom = window.innerHeight - 1;
  const element = document.elementFromPoint(x, Math.min(Math.max(y, 0), bottom));
  const tile = element?.closest('[role="gridcell"]')?.querySelector('[data-key]');
  return tile && root.contains(tile) ? tile.getAttribute('data-key') : null;
}

/**
 * Lets a finger choose: it rests on a tile, and is drawn over others; at the window's edges the page scrolls along. A mouse
 * and a pen have the circles instead.
 */
export function useDrawSelection(root: RefObject<HTMLElement | null>, handlers: DrawHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  }, [handlers]);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let drawing = false;
    let touched = false;
    let swallowClick = false;
    let point = { x: 0, y: 0 };
    let over: string | null = null;

    const look = () => {
      const tile = tileAt(element, point.x, point.y);
      if (tile === null || tile === over) return;
      over = tile;
      latest.current.onMove(tile);
    };
    const scroll = () => {
      const fromTop = point.y - edge;
      const fromBottom = point.y - (window.innerHeight - edge);
      const past = fromTop < 0 ? fromTop : Math.max(0, fromBottom);
      if (past !== 0) {
        window.scrollBy({ top: Math.max(-1, Math.min(1, past / edge)) * fastest, behavior: 'instant' });
        look();
      }
      frame = requestAnimationFrame(scroll);
    };
    const stop = () => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      drawing = false;
      leave();
    };

    const onStart = (event: TouchEvent) => {
      stop();
      swallowClick = false;
      const [touch, second] = event.touches;
      touched = true;
      if (!touch || second) return;
      follow(event.target);
      point = { x: touch.clientX, y: touch.clientY };
      const tile = tileAt(element, point.x, point.y);
      if (tile === null) return;
      timer = setTimeout(() => {
        drawing = true;
        swallowClick = true;
        over = tile;
        latest.current.onStart(tile);
        frame = requestAnimationFrame(scroll);
      }, holdMs);
    };
    const onMove = (event: TouchEvent) => {
      const [touch] = event.touches;
      if (!touch) return;
      if (!drawing) {
        if (Math.hypot(touch.clientX - point.x, touch.clientY - point.y) > slack) clearTimeout(timer);
        return;
      }
      // From here on the finger draws and does not scroll.
      event.preventDefault();
      point = { x: touch.clientX, y: touch.clientY };
      look();
    };
    // What a finger does is told to what it came down on, and to nobody else once the page has scrolled that away.
    let start: Element | null = null;
    const onStrayMove = (event: Event) => {
      if (event instanceof TouchEvent && !element.contains(start)) onMove(event);
    };
    const follow = (target: EventTarget | null) => {
      if (!(target instanceof Element)) return;
      start = target;
      target.addEventListener('touchmove', onStrayMove, { passive: false });
      target.addEventListener('touchend', stop);
      target.addEventListener('touchcancel', stop);
    };
    const leave = () => {
      start?.removeEventListener('touchmove', onStrayMove);
      start?.removeEventListener('touchend', stop);
      start?.removeEventListener('touchcancel', stop);
      start = null;
    };
    // The browser's own menu for links opens at a long press too.
    const onMenu = (event: Event) => {
      if (touched) event.preventDefault();
    };
    const onMouse = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      touched = false;
      swallowClick = false;
    };
    // The click at a long press's end, on whatever has come to lie under the finger meanwhile.
    const onClick = (event: MouseEvent) => {
      if (!swallowClick) return;
      swallowClick = false;
      event.preventDefault();
      event.stopPropagation();
    };

    element.addEventListener('touchstart', onStart, { passive: true });
    element.addEventListener('touchmove', onMove, { passive: false });
    element.addEventListener('touchend', stop);
    element.addEventListener('touchcancel', stop);
    element.addEventListener('contextmenu', onMenu);
    element.addEventListener('pointerdown', onMouse);
    element.addEventListener('click', onClick, { capture: true });
    return () => {
      stop();
      element.removeEventListener('touchstart', onStart);
      element.removeEventListener('touchmove', onMove);
      element.removeEventListener('touchend', stop);
      element.removeEventListener('touchcancel', stop);
      element.removeEventListener('contextmenu', onMenu);
      element.removeEventListener('pointerdown', onMouse);
      element.removeEventListener('click', onClick, { capture: true });
    };
  }, [root]);
}
