/** What the lines are made for. Lengths are CSS pixels. */
export interface LineOptions {
  readonly width: number;
  /** The height that lines come near to. */
  readonly target: number;
  readonly gap: number;
  /** The height of the line of headings above a group; 0 where groups have none. */
  readonly headingHeight: number;
  /** A heading is never given less width than this, even above a single narrow tile. */
  readonly headingRoom: number;
  /** The space below a group, and between two that share a line. */
  readonly groupGap: number;
  /** The first group goes on from tiles that stand elsewhere: it has no heading here. */
  readonly continuesBefore?: boolean;
  /** The last group goes on elsewhere: its last line is as full as the others. */
  readonly continuesAfter?: boolean;
}

/** A heading's place: which group it names, where it begins and how wide it may be. */
export interface Heading {
  readonly group: number;
  readonly x: number;
  readonly width: number;
}

/** One line of the grid, of tiles or of headings, across the whole width. */
export interface Line {
  readonly top: number;
  readonly height: number;
  /** The tiles from `start` to before `end`; none on a line of headings. */
  readonly start: number;
  readonly end: number;
  readonly headings: readonly Heading[];
}

/** Where everything stands. `x` and `width` are those of each tile. */
export interface GridLayout {
  readonly lines: readonly Line[];
  readonly x: Float64Array;
  readonly width: Float64Array;
  readonly height: number;
}

/** Panoramas and strips are cropped to these shapes, so that no tile is a thread. */
const narrowest = 0.5;
const widest = 3;
/** A last line this full is stretched like the others. */
const fullEnough = 0.82;
/** How far a line may keep from the height wanted, so that no tile stands alone below a group. */
const lowest = 0.72;
const highest = 1.5;
/** So many lines take their part in filling the last one of a group that goes on elsewhere. */
const linesToEven = 3;

interface Packed {
  group: number;
  start: number;
  end: number;
  x: number;
  width: number;
}

/**
 * Lays tiles out in justified lines, in one pass: O(tiles). `ratios` are widths by heights; `groups` are the indexes at which
 * groups begin, ascending from 0. Groups of less than a line share one, side by side, each below its own heading.
 */
export function layOutLines(
  ratios: readonly number[],
  groups: readonly number[],
  options: LineOptions,
): GridLayout {
  const { width, target, gap, headingHeight, headingRoom, groupGap } = options;
  const lines: Line[] = [];
  const x = new Float64Array(ratios.length);
  const widths = new Float64Array(ratios.length);
  let top = 0;
  let packed: Packed[] = [];
  // Before the page knows its width nothing has a place.
  if (width <= 0) return { lines, x, width: widths, height: 0 };

  const isHeadless = (group: number) => group === 0 && options.continuesBefore === true;
  const isOpen = (group: number) => group === groups.length - 1 && options.continuesAfter === true;
  const shape = (index: number) => Math.min(widest, Math.max(narrowest, ratios[index] ?? 1));

  const addHeadings = (headings: Heading[]) => {
    if (headingHeight === 0) return;
    lines.push({ top, height: headingHeight, start: 0, end: 0, headings });
    top += headingHeight;
  };

  const addTiles = (start: number, end: number, height: number, from: number) => {
    let at = from;
    for (let index = start; index < end; index += 1) {
      x[index] = at;
      widths[index] = shape(index) * height;
      at += (widths[index] ?? 0) + gap;
    }
  };

  const flushPacked = () => {
    const [first] = packed;
    const last = packed.at(-1);
    if (!first || !last) return;
    addHeadings(packed.map(({ group, x: left, width: room }) => ({ group, x: left, width: room })));
    for (const part of packed) addTiles(part.start, part.end, target, part.x);
    lines.push({ top, height: target, start: first.start, end: last.end, headings: [] });
    top += target + groupGap;
    packed = [];
  };

  /** Lays the tiles from `start` to `end` out as one line that fills the width. */
  const lineOf = (start: number, end: number) => {
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += shape(index);
    return { start, end, height: (width - gap * (end - start - 1)) / sum };
  };

  /**
   * A tile or two that would stand alone below a group share the width with the line above: all in one lower line, or in
   * two higher ones, where that keeps near the height wanted.
   */
  const takeIntoLast = (groupStart: number, from: number, end: number): boolean => {
    const last = lines.at(-1);
    if (!last || last.end !== from || last.start < groupStart) return false;
    const one = lineOf(last.start, end);
    let better = one.height >= target * lowest ? [one] : null;
    for (let cut = last.start + 1; cut < end && !better; cut += 1) {
      const two = [lineOf(last.start, cut), lineOf(cut, end)];
      if (two.every(({ height }) => height >= target * lowest && height <= target * highest)) better = two;
    }
    if (!better) return false;
    lines.pop();
    top = last.top;
    for (const line of better) {
      addTiles(line.start, line.end, line.height, 0);
      lines.push({ ...line, top, headings: [] });
      top += line.height + gap;
    }
    return true;
  };

  /** Breaks the last lines up to `end` anew, so that all of them are full and about as high. */
  const evenOut = (groupStart: number, leftover: number, end: number) => {
    let from = leftover;
    for (let taken = 0; taken < linesToEven; taken += 1) {
      const last = lines.at(-1);
      if (!last || last.end !== from || last.start < groupStart) break;
      lines.pop();
      top = last.top;
      from = last.start;
    }
    let sum = 0;
    for (let index = from; index < end; index += 1) sum += shape(index);
    const count = Math.max(1, Math.round((sum * target) / width));
    let used = 0;
    let made = 0;
    for (let index = from; index < end; index += 1) {
      used += shape(index);
      const share = (sum * (made + 1)) / count;
      if (index < end - 1 && (made === count - 1 || used + shape(index + 1) / 2 < share)) continue;
      const { height } = lineOf(from, index + 1);
      addTiles(from, index + 1, height, 0);
      lines.push({ top, height, start: from, end: index + 1, headings: [] });
      top += height + gap;
      from = index + 1;
      made += 1;
    }
  };

  const addLongGroup = (group: number, start: number, end: number) => {
    if (!isHeadless(group)) addHeadings([{ group, x: 0, width }]);
    let from = start;
    let sum = 0;
    const heightOf = (ratioSum: number, count: number) => (width - gap * (count - 1)) / ratioSum;
    const addLine = (to: number, height: number) => {
      addTiles(from, to, height, 0);
      lines.push({ top, height, start: from, end: to, headings: [] });
      top += height + gap;
      from = to;
    };
    for (let index = start; index < end; index += 1) {
      const next = shape(index);
      const height = heightOf(sum + next, index - from + 1);
      if (height > target) {
        sum += next;
        continue;
      }
      const before = sum > 0 ? heightOf(sum, index - from) : Number.POSITIVE_INFINITY;
      // The line is closed before or after this tile, whichever comes nearer to the height wanted.
      if (before - target < target - height) {
        addLine(index, before);
        sum = next;
        if (heightOf(sum, 1) <= target) {
          addLine(index + 1, heightOf(sum, 1));
          sum = 0;
        }
      } else {
        addLine(index + 1, height);
        sum = 0;
      }
    }
    if (from < end) {
      const height = heightOf(sum, end - from);
      if (isOpen(group)) evenOut(start, from, end);
      else if (height <= target / fullEnough) addLine(end, height);
      else if (!takeIntoLast(start, from, end)) addLine(end, target);
    }
    top += isOpen(group) ? 0 : groupGap - gap;
  };

  groups.forEach((start, group) => {
    const end = groups[group + 1] ?? ratios.length;
    if (end <= start) return;
    let natural = gap * (end - start - 1);
    for (let index = start; index < end && natural <= width; index += 1) natural += shape(index) * target;
    const isShort = natural < width * fullEnough;
    if (!isShort || headingHeight === 0 || isHeadless(group) || isOpen(group)) {
      flushPacked();
      addLongGroup(group, start, end);
      return;
    }
    const room = Math.min(width, Math.max(natural, headingRoom));
    const last = packed.at(-1);
    const left = last ? last.x + last.width + groupGap : 0;
    if (left + room > width) {
      flushPacked();
      packed.push({ group, start, end, x: 0, width: room });
    } else {
      packed.push({ group, start, end, x: left, width: room });
    }
  });
  flushPacked();
  const below = options.continuesAfter ? gap : groupGap;
  return { lines, x, width: widths, height: Math.max(0, top - below) };
}

/** The first line that ends below `y`, by halving; `lines.length` where none does. */
export function firstLineBelow(lines: readonly Pick<Line, 'top' | 'height'>[], y: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = lines[middle];
    if (line && line.top + line.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The line of tiles that holds a tile; -1 where there is none. */
export function lineOfTile(lines: readonly Line[], tile: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    // A line of headings holds no tile: the tiles it stands for are on the next.
    const at = lines[middle]?.end === 0 ? middle + 1 : middle;
    const line = lines[at];
    if (!line) return -1;
    if (tile < line.start) high = middle - 1;
    else if (tile >= line.end) low = at + 1;
    else return at;
  }
  return -1;
}

/** The tile one line up (-1) or down (+1) whose middle is nearest to that of `tile`; `tile` itself at the edge. */
export function tileAcross({ lines, x, width }: GridLayout, tile: number, step: 1 | -1): number {
  let at = lineOfTile(lines, tile) + step;
  while (lines[at]?.end === 0) at += step;
  const line = lines[at];
  if (!line) return tile;
  const middle = (x[tile] ?? 0) + (width[tile] ?? 0) / 2;
  let best = line.start;
  let least = Number.POSITIVE_INFINITY;
  for (let index = line.start; index < line.end; index += 1) {
    const distance = Math.abs((x[index] ?? 0) + (width[index] ?? 0) / 2 - middle);
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}
