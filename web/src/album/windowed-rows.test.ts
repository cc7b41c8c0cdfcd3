import { describe, expect, it } from 'vitest';
import { type Row, rowsToDraw } from './windowed-rows.ts';

/** So many rows of 100 pixels with 10 between two of them. */
const evenRows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ top: index * 110, height: 100 }));

describe('rowsToDraw', () => {
  it('draws what is near the window, the ends, and the row with the focus between its neighbours', () => {
    const drawn = rowsToDraw(evenRows(100), { first: 40, end: 44, focused: 70 });
    expect(drawn.map(({ index }) => index)).toEqual([0, 40, 41, 42, 43, 69, 70, 71, 99]);
  });

  it('leaves the room of every row that it leaves out', () => {
    const drawn = rowsToDraw(evenRows(100), { first: 40, end: 42, focused: 0 });
    expect(drawn.map(({ above }) => above)).toEqual([0, 0, 38 * 110, 0, 57 * 110]);
  });

  it('draws each row once, and none that is not there', () => {
    const drawn = rowsToDraw(evenRows(3), { first: 0, end: 3, focused: 2 });
    expect(drawn).toEqual([
      { index: 0, above: 0 },
      { index: 1, above: 0 },
      { index: 2, above: 0 },
    ]);
    expect(rowsToDraw([], { first: 0, end: 0, focused: 0 })).toEqual([]);
  });
});
