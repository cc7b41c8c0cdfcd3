import { useCallback, useEffect, useRef } from 'react';
import type { GridPicture } from '../grid-items.ts';

/**
 * Deletes a picture when it is no longer the one shown, or when the lightbox goes: the address changes a moment later than
 * the list would, and a list without the picture shown has nothing to show.
 */
export function useDeleteAfter(
  shownId: string,
  onDelete: (picture: GridPicture) => void,
): (picture: GridPicture) => void {
  const leaving = useRef<GridPicture | null>(null);
  const latest = useRef(onDelete);
  useEffect(() => {
    latest.current = onDelete;
  }, [onDelete]);

  useEffect(() => {
    const picture = leaving.current;
    if (!picture || picture.id === shownId) return;
    leaving.current = null;
    latest.current(picture);
  }, [shownId]);

  useEffect(
    () => () => {
      if (leaving.current) latest.current(leaving.current);
      leaving.current = null;
    },
    [],
  );

  return useCallback((picture) => {
    leaving.current = picture;
  }, []);
}
