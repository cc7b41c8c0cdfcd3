import { type PointerEvent, useEffect, useMemo, useRef } from 'react';

const holdMs = 450;
const slack = 10;

/** The handlers to spread on the element, and whether the click that follows belongs to the press. */
export interface LongPress {
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
    onContextMenu: (event: { preventDefault: () => void }) => void;
  };
  /** True once after a long press: the click at its end must do nothing more. */
  takeClick(): boolean;
}

/** Calls back when a finger rests on the element. A mouse and a pen have the circle instead. */
export function useLongPress(onLongPress: () => void): LongPress {
  const callback = useRef(onLongPress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef({ x: 0, y: 0, finger: false });
  const done = useRef(false);
  useEffect(() => {
    callback.current = onLongPress;
  }, [onLongPress]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return useMemo(() => {
    const stop = () => clearTimeout(timer.current);
    return {
      handlers: {
        onPointerDown(event) {
          stop();
          done.current = false;
          from.current = { x: event.clientX, y: event.clientY, finger: event.pointerType === 'touch' };
          if (!from.current.finger) return;
          timer.current = setTimeout(() => {
            done.current = true;
            callback.current();
          }, holdMs);
        },
        onPointerMove(event) {
          if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > slack) stop();
        },
        onPointerUp: stop,
        onPointerCancel: stop,
        onContextMenu(event) {
          // The browser's own menu for links opens at a long press too.
          if (from.current.finger) event.preventDefault();
        },
      },
      takeClick() {
        const taken = done.current;
        done.current = false;
        return taken;
      },
    };
  }, []);
}
