import { type RefObject, useEffect, useState } from 'react';

const stillMs = 2000;
const tapSlack = 8;

/**
 * True while the controls may step back: the mouse has not moved for two seconds, or a finger has tapped the picture. A key
 * brings them back and keeps them.
 */
export function useIdle(root: RefObject<HTMLElement | null>): boolean {
  const [idle, setIdle] = useState(false);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pressed = { x: 0, y: 0 };
    const wake = () => {
      setIdle(false);
      clearTimeout(timer);
    };
    const onMove = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      wake();
      timer = setTimeout(() => setIdle(true), stillMs);
    };
    const onDown = (event: PointerEvent) => {
      pressed = { x: event.clientX, y: event.clientY };
    };
    const onUp = (event: PointerEvent) => {
      const still = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < tapSlack;
      const onPicture = event.target instanceof Element && event.target.closest('.lightbox-stage') !== null;
      if (event.pointerType !== 'mouse' && still && onPicture) setIdle((was) => !was);
    };
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('keydown', wake);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('keydown', wake);
    };
  }, [root]);

  return idle;
}
