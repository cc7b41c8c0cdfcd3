import { useEffect, useState } from 'react';

/** How long a picture stands. */
const stillMs = 5000;

interface Slideshow {
  readonly playing: boolean;
  toggle(): void;
  stop(): void;
}

/**
 * Goes on by itself, from where the reader is to the last picture, and ends there.
 * @param waits what is shown is not there yet, or goes on by itself when it has ended.
 * @param next goes on by one; null where nothing follows.
 */
export function useSlideshow(waits: boolean, next: (() => void) | null): Slideshow {
  const [wanted, setWanted] = useState(false);
  const playing = wanted && next !== null;
  useEffect(() => {
    if (!wanted || waits) return;
    const timer = setTimeout(next ?? (() => setWanted(false)), stillMs);
    return () => clearTimeout(timer);
  }, [wanted, waits, next]);
  return {
    playing,
    toggle: () => setWanted(!playing),
    stop: () => setWanted(false),
  };
}
