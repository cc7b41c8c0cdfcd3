import { useEffect, useEffectEvent } from 'react';
import { takeEarlyKeys } from '../early-keys.ts';

/**
 * Does what was pressed before the lightbox was there: each key when that has come to rest which the one before has set going,
 * so that a key which follows an arrow means the picture to which the arrow has led.
 * @param isThere the lightbox can do it now.
 */
export function useEarlyKeys(
  isThere: boolean,
  stands: () => boolean,
  press: (event: KeyboardEvent) => void,
): void {
  const standsNow = useEffectEvent(stands);
  const pressNow = useEffectEvent(press);
  useEffect(() => {
    if (!isThere) return;
    const keys = takeEarlyKeys();
    let frame = 0;
    const goOn = () => {
      const key = standsNow() ? keys.shift() : undefined;
      if (key) pressNow(key);
      if (keys.length > 0) frame = requestAnimationFrame(goOn);
    };
    goOn();
    return () => cancelAnimationFrame(frame);
  }, [isThere]);
}
