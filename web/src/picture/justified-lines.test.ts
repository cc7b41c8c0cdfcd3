import { describe, expect, it } from 'vitest';
import { firstLineBelow, type GridLayout, layOutLines, lineOfTile, tileAcross } from './justified-lines.ts';

const options = { width: 1000, target: 200, gap: 4, headingHeight: 40, headingRoom: 150, groupGap: 24 };
const shapes = [1.5, 0.67, 1.33, 1, 1.78, 0.75, 2.4, 1.5, 1.5, 0.56, 1.33, 1.33];

function manyShapes(count: number): number[] {
  return Array.from({ length: count }, (_, index) => shapes[(index * 7) % shapes.length] ?? 1);
}

function tileLines(layout: GridLayout) {
  return layout.lines.filter((line) => line.end > 0);
}

function rightEdge({ x, width }: GridLayout, tile: number): number {
  return (x[tile] ?? 0) + (width[tile] ?? 0);
}

describe('layOutLines', () => {
  it('fills every line but the last to the edge', () => {
    const layout = layOutLines(manyShapes(500), [0], options);
    for (const line of tileLines(layout).slice(0, -1)) {
      expect(rightEdge(layout, line.end - 1)).toBeCloseTo(1000, 5);
    }
  });

  it('keeps the lines near the height wanted', () => {
    for (const line of tileLines(layOutLines(manyShapes(500), [0], options)).slice(0, -1)) {
      expect(line.height).toBeGreaterThan(130);
      expect(line.height).toBeLessThan(300);
    }
  });

  it('places every tile exactly once and in order', () => {
    const groups = [0, 2, 3, 80, 81, 83, 300];
    const layout = layOutLines(manyShapes(400), groups, options);
    const seen = tileLines(layout).flatMap((line) =>
      Array.from({ length: line.end - line.start }, (_, index) => line.start + index),
    );
    expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => index));
  });

  it('puts short groups side by side, each under its own heading', () => {
    const layout = layOutLines([1, 1.5, 1, 1], [0, 1, 3], options);
    expect(tileLines(layout)).toHaveLength(1);
    expect(layout.lines[0]?.headings.map((heading) => heading.group)).toEqual([0, 1, 2]);
    expect(layout.lines[0]?.headings[1]?.x).toBeCloseTo(layout.x[1] ?? -1);
  });

  it('overlaps nothing and leaves nothing outside', () => {
    const groups = [0, 1, 2, 40, 41, 90];
    const layout = layOutLines(manyShapes(120), groups, options);
    let bottom = 0;
    for (const line of layout.lines) {
      expect(line.top).toBeGreaterThanOrEqual(bottom);
      bottom = line.top + line.height;
      for (let tile = line.start; tile < line.end; tile += 1) {
        expect(rightEdge(layout, tile)).toBeLessThanOrEqual(1000.001);
        if (tile > line.start) expect(layout.x[tile]).toBeGreaterThanOrEqual(rightEdge(layout, tile - 1));
      }
    }
    expect(layout.height).toBeCloseTo(bottom, 5);
  });

  it('lets a lone panorama fill its line without becoming a thread', () => {
    const layout = layOutLines([9], [0], { ...options, headingHeight: 0, width: 360, target: 120 });
    expect(layout.width[0]).toBeLessThanOrEqual(360);
    expect(layout.lines[0]?.height).toBeGreaterThanOrEqual(100);
  });

  it('leaves no tile alone below a group where the line above has room', () => {
    const four = layOutLines([1.5, 1.33, 1.5, 1.33, 0.75], [0], options);
    expect(tileLines(four).map((line) => line.end - line.start)).toEqual([5]);
    const phone = { ...options, width: 356, target: 120, gap: 2 };
    const three = layOutLines([1.5, 1.5, 1.5, 1.5], [0], phone);
    for (const line of tileLines(three)) {
      expect(rightEdge(three, line.end - 1)).toBeCloseTo(356, 5);
      expect(line.height).toBeGreaterThan(86);
      expect(line.height).toBeLessThan(181);
    }
  });

  it('does not blow up a last line of one picture', () => {
    const layout = layOutLines([...manyShapes(60), 0.75], [0], { ...options, headingHeight: 0 });
    expect(tileLines(layout).at(-1)?.height).toBeLessThanOrEqual(250);
  });

  it('fills the last line of a group that goes on elsewhere, and gives one that began elsewhere no heading', () => {
    for (let count = 1; count < 60; count += 1) {
      const layout = layOutLines(manyShapes(count), [0], { ...options, continuesAfter: true });
      const lines = tileLines(layout);
      expect(lines.map(({ start, end }) => end - start).reduce((sum, tiles) => sum + tiles)).toBe(count);
      for (const line of lines) expect(rightEdge(layout, line.end - 1)).toBeCloseTo(1000, 5);
      // From twenty on there is enough to share.
      if (count > 20) for (const { height } of lines) expect(height, String(count)).toBeLessThan(330);
    }
    const rest = layOutLines(manyShapes(40), [0, 20], { ...options, continuesBefore: true });
    expect(rest.lines[0]?.end).toBeGreaterThan(0);
    expect(rest.lines.flatMap(({ headings }) => headings.map(({ group }) => group))).toEqual([1]);
  });

  it('takes an empty album, and a page that does not know its width yet', () => {
    expect(layOutLines([], [0], options)).toMatchObject({ lines: [], height: 0 });
    expect(layOutLines([1, 2], [0], { ...options, width: 0 })).toMatchObject({ lines: [], height: 0 });
  });

  it('lays out a hundred thousand pictures in one pass, looking at each a few times only', () => {
    const shapesOf = manyShapes(100_000);
    let looks = 0;
    const ratios = new Proxy(shapesOf, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(target, key, receiver);
      },
    });
    layOutLines(ratios, [0, 70_000], options);
    expect(looks).toBeLessThan(4 * shapesOf.length);
  });
});

describe('looking things up', () => {
  const layout = layOutLines(manyShapes(300), [0, 1, 2, 150], options);

  it('finds the line of every tile', () => {
    for (let tile = 0; tile < 300; tile += 1) {
      const line = layout.lines[lineOfTile(layout.lines, tile)];
      expect(line && tile >= line.start && tile < line.end, String(tile)).toBe(true);
    }
    expect(lineOfTile(layout.lines, 300)).toBe(-1);
  });

  it('finds the first line that is still in sight', () => {
    expect(firstLineBelow(layout.lines, -10)).toBe(0);
    const fifth = layout.lines[5];
    expect(firstLineBelow(layout.lines, (fifth?.top ?? 0) + 1)).toBe(5);
    expect(firstLineBelow(layout.lines, layout.height + 1)).toBe(layout.lines.length);
  });

  it('walks down and up again through headings', () => {
    const down = tileAcross(layout, 0, 1);
    expect(down).toBeGreaterThan(0);
    expect(lineOfTile(layout.lines, tileAcross(layout, down, -1))).toBe(lineOfTile(layout.lines, 0));
    expect(tileAcross(layout, 0, -1)).toBe(0);
    expect(tileAcross(layout, 299, 1)).toBe(299);
  });
});
