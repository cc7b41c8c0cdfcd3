import type { Line } from '../picture/justified-lines.ts';

/** Where a row stands: CSS pixels from the list's top. */
export type Row = Pick<Line, 'top' | 'height'>;

/** A row that is in the page. */
export interface DrawnRow {
  readonly index: number;
  /** CSS pixels that the rows left out above it would take. */
  readonly above: number;
}

/**
 * Which rows of a list are in the page: those from `first` to before `end`, and always those that Tab comes to next, the
 * first, the last, and the one with the focus between its neighbours.
 */
export function rowsToDraw(
  rows: readonly Row[],
  { first, end, focused }: { first: number; end: number; focused: number },
): DrawnRow[] {
  const wanted = new Set([0, focused - 1, focused, focused + 1, rows.length - 1]);
  for (let index = first; index < end; index += 1) wanted.add(index);
  let next = 0;
  return [...wanted]
    .filter((index) => index >= 0 && index < rows.length)
    .sort((one, other) => one - other)
    .map((index) => {
      const above = (rows[index]?.top ?? 0) - (rows[next]?.top ?? 0);
      next = index + 1;
      return { index, above };
    });
}

/** The place in its list, from 0 on, of the item that an element is in; -1 where it is in none. */
export function placeOf(element: Element): number {
  return Number(element.closest('[aria-posinset]')?.getAttribute('aria-posinset') ?? 0) - 1;
}
