import { type Line, type LineOptions, layOutLines } from '../picture/justified-lines.ts';
import type { Section } from './timeline-sections.ts';

/** What a section's place on the page depends on, as in the server's TimelinePage. */
export interface SectionShape {
  readonly aspectRatios: readonly (number | null)[];
  readonly days: readonly { readonly day: string; readonly pictureCount: number }[];
  readonly startsDay: boolean;
  readonly endsDay: boolean;
}

/** A line of a section: of tiles, of the days above them, or the name of a month. */
export interface SectionLine extends Line {
  /** The month that begins here, as in 2026-11; null on every other line. */
  readonly month: string | null;
}

/** The pictures of a day within a section, from `start` to before `end`. */
export interface SectionDay {
  readonly day: string;
  readonly start: number;
  readonly end: number;
}

/** Where everything of a section stands. The top of a line is from the section's own top. */
export interface SectionLayout {
  readonly lines: readonly SectionLine[];
  readonly x: Float64Array;
  readonly width: Float64Array;
  readonly height: number;
  /** What the groups of the lines' headings are. */
  readonly days: readonly SectionDay[];
}

/** Lengths in CSS pixels. */
export interface SectionOptions extends Omit<LineOptions, 'continuesBefore' | 'continuesAfter'> {
  /** The height of the line with a month's name. */
  readonly monthHeight: number;
}

/** The shape of a tile that nobody has measured yet. */
const unknownRatio = 4 / 3;
/** What pictures measure on the average, and how many of them a day has. */
const usualRatio = 1.3;
const usualDay = 12;

const monthOf = (day: string) => day.slice(0, 7);

/**
 * Lays out what has been loaded of a section, month by month, in one pass over its pictures.
 * @param startsMonth false where pictures of its first month stand in the section before.
 */
export function layOutSection(
  shape: SectionShape,
  startsMonth: boolean,
  options: SectionOptions,
): SectionLayout {
  const count = shape.aspectRatios.length;
  const layout = { lines: [] as SectionLine[], x: new Float64Array(count), width: new Float64Array(count) };
  const days = daysOf(shape);
  let top = 0;
  for (let first = 0, end = 0; first < days.length; first = end) {
    const month = monthOf(days[first]?.day ?? '');
    while (end < days.length && monthOf(days[end]?.day ?? '') === month) end += 1;
    if (first > 0 || startsMonth) {
      layout.lines.push({ top, height: options.monthHeight, start: 0, end: 0, headings: [], month });
      top += options.monthHeight;
    }
    const start = days[first]?.start ?? 0;
    const ratios = shape.aspectRatios.slice(start, days[end - 1]?.end).map((ratio) => ratio ?? unknownRatio);
    const continuesAfter = end === days.length && !shape.endsDay;
    const part = layOutLines(
      ratios,
      days.slice(first, end).map((day) => day.start - start),
      { ...options, continuesBefore: first === 0 && !shape.startsDay, continuesAfter },
    );
    layout.x.set(part.x, start);
    layout.width.set(part.width, start);
    for (const line of part.lines) {
      const isTiles = line.end > 0;
      layout.lines.push({
        top: top + line.top,
        height: line.height,
        start: isTiles ? line.start + start : 0,
        end: isTiles ? line.end + start : 0,
        headings: line.headings.map(({ group, ...rest }) => ({ ...rest, group: group + first })),
        month: null,
      });
    }
    top += part.height + (continuesAfter ? options.gap : options.groupGap);
  }
  return { ...layout, height: top, days };
}

function daysOf({ days }: SectionShape): SectionDay[] {
  let at = 0;
  return days.map(({ day, pictureCount }) => {
    const start = at;
    at += pictureCount;
    return { day, start, end: at };
  });
}

/** How high a section will about be, by its counts alone. */
export function estimateHeight(section: Section, options: SectionOptions): number {
  const { width, target, gap, headingHeight, groupGap, monthHeight } = options;
  const linesOf = (pictures: number) =>
    Math.ceil((pictures * (usualRatio * target + gap)) / Math.max(1, width));
  if (section.offset > 0 || section.isCut) return linesOf(section.pictureCount) * (target + gap);
  let height = 0;
  for (const { pictureCount } of section.months) {
    // Short days share a line with others, so that there are about as many lines of headings as lines of such days.
    const headings = Math.min(Math.ceil(pictureCount / usualDay), linesOf(pictureCount));
    height += monthHeight + linesOf(pictureCount) * (target + gap) + headings * (headingHeight + groupGap);
  }
  return height;
}
