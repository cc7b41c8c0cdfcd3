import { type RefObject, useLayoutEffect, useMemo, useState } from 'react';
import { useContentWidth } from '../picture/useContentWidth.ts';
import { useVisibleLines } from '../picture/useVisibleLines.ts';
import { type DrawnRow, placeOf, rowsToDraw } from './windowed-rows.ts';

/** The style sheet's columns; lengths are CSS pixels. */
interface Columns {
  /** The list's, for which they are right. */
  readonly width: number;
  readonly count: number;
  readonly side: number;
  readonly gap: number;
}

/** What a card has below its cover when its name takes one line. */
const wordsHeight = 48;

/** Where many cards stand in a row, few rows wait outside the window: what is in it is much already. */
const manyColumns = 8;
const fewRowsBeyond = 0.25;

/** The heights of rows once seen, by their first album, so that who goes back finds the place he left. */
const seen = { width: 0, heights: new Map<string, number>() };

/**
 * Which rows of the grid of album cards are in the page, the new album's card being its first. The columns are those of the
 * style sheet, and a row is as high as it was when last seen, for a name takes one line or two.
 * @param ids of the albums, in order.
 * @param focusedId of the album whose card had the focus last; null where that was none.
 */
export function useAlbumRows(
  list: RefObject<HTMLElement | null>,
  ids: readonly string[],
  focusedId: string | null,
): { rows: readonly DrawnRow[]; count: number; side: number } {
  const width = useContentWidth(list);
  const [columns, setColumns] = useState<Columns>({ width: 0, count: 1, side: 0, gap: 0 });
  const [sightings, setSightings] = useState(0);

  useLayoutEffect(() => {
    if (!list.current || width === 0) return;
    const style = getComputedStyle(list.current);
    const sides = style.gridTemplateColumns.split(' ').map(Number.parseFloat);
    setColumns({ width, count: sides.length, side: sides[0] ?? 0, gap: Number.parseFloat(style.rowGap) });
  }, [list, width]);

  const layout = useMemo(() => {
    const { count, side, gap } = columns;
    const heights = seen.width === columns.width ? seen.heights : null;
    let top = 0;
    // Before the columns are known no row has a place.
    const length = side === 0 ? 0 : Math.ceil((ids.length + 1) / count);
    const lines = Array.from({ length }, (_, row) => {
      const height = heights?.get(ids[row * count - 1] ?? '') ?? side + wordsHeight;
      const line = { top, height };
      top += height + gap;
      return line;
    });
    return { lines };
    // Each sighting has changed what `seen` says.
  }, [ids, columns, sightings]);

  const { first, end } = useVisibleLines(
    list,
    layout,
    columns.count < manyColumns ? undefined : fewRowsBeyond,
  );
  const focused = focusedId === null ? -1 : Math.floor((ids.indexOf(focusedId) + 1) / columns.count);
  const rows = rowsToDraw(layout.lines, { first, end, focused });

  // After every drawing, and before anybody sees it.
  useLayoutEffect(() => {
    if (columns.side === 0 || columns.width !== width) return;
    if (seen.width !== width) {
      seen.width = width;
      seen.heights.clear();
    }
    let changes = 0;
    for (const card of list.current?.children ?? []) {
      const place = placeOf(card);
      if (place < 0 || place % columns.count !== 0) continue;
      const { height } = card.getBoundingClientRect();
      const key = ids[place - 1] ?? '';
      if (Math.abs((seen.heights.get(key) ?? 0) - height) < 0.5) continue;
      seen.heights.set(key, height);
      changes += 1;
    }
    if (changes > 0) setSightings((before) => before + 1);
  });

  return { rows, count: columns.count, side: columns.side };
}
