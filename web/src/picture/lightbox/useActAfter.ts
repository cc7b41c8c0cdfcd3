import { useCallback, useEffect, useRef } from 'react';

/**
 * Does something when another picture is shown, or when the lightbox goes: the address changes a moment later than the list
 * would, and a list without the picture shown has nothing to show.
 */
export function useActAfter(shownId: string): (act: () => void) => void {
  const waiting = useRef<{ act: () => void; shownId: string } | null>(null);

  useEffect(() => {
    const { current } = waiting;
    if (!current || current.shownId === shownId) return;
    waiting.current = null;
    current.act();
  }, [shownId]);

  useEffect(
    () => () => {
      waiting.current?.act();
      waiting.current = null;
    },
    [],
  );

  return useCallback(
    (act) => {
      waiting.current = { act, shownId };
    },
    [shownId],
  );
}
