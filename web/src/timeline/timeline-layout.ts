import { lineOfTile } from '../picture/justified-lines.ts';
import {
  estimateHeight,
  layOutSection,
  type SectionLayout,
  type SectionOptions,
  type SectionShape,
} from './section-layout.ts';
import type { Section } from './timeline-sections.ts';

/** What a jump leads to stands so far below the window's top, clear of the bar; and what stands there is what is looked at. */
export const barRoom = 64;

/** A picture's place: its section's index in the layout, and its own in the section. */
export interface TilePlace {
  readonly section: number;
  readonly index: number;
}

/** A section at its place on the page. */
export interface PlacedSection {
  readonly section: Section;
  /** Null while it is not loaded; then its height is a guess. */
  readonly layout: SectionLayout | null;
  /** CSS pixels from the top of the first section. */
  readonly top: number;
  readonly height: number;
  /** How many pictures stand before it, and how many it has. */
  readonly first: number;
  readonly count: number;
}

/** The whole timeline, loaded or not. */
export interface TimelineLayout {
  readonly sections: readonly PlacedSection[];
  readonly height: number;
  readonly pictureCount: number;
}

const laidOut = new WeakMap<SectionShape, { options: SectionOptions; layout: SectionLayout }>();

/** The layout of a loaded section; made once for a shape and options. */
function layoutOf(shape: SectionShape, section: Section, options: SectionOptions): SectionLayout {
  const known = laidOut.get(shape);
  if (known?.options === options) return known.layout;
  const layout = layOutSection(shape, section.offset === 0, options);
  laidOut.set(shape, { options, layout });
  return layout;
}

/** Puts sections below each other. `options` must be the same object as long as nothing in it changes. */
export function placeSections(
  sections: readonly Section[],
  shapeOf: (section: Section) => SectionShape | null,
  options: SectionOptions,
): TimelineLayout {
  const placed: PlacedSection[] = [];
  let top = 0;
  let first = 0;
  for (const section of sections) {
    const shape = options.width > 0 ? shapeOf(section) : null;
    const layout = shape && layoutOf(shape, section, options);
    const height = layout ? layout.height : estimateHeight(section, options);
    const count = shape ? shape.aspectRatios.length : section.pictureCount;
    placed.push({ section, layout, top, height, first, count });
    top += height;
    first += count;
  }
  return { sections: placed, height: top, pictureCount: first };
}

/** The index of the section that a height lies in; the nearest where it lies outside, -1 where there is none. */
export function sectionAt({ sections }: TimelineLayout, y: number): number {
  let low = 0;
  let high = sections.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sections[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

/** The month at a height; of a section that is not loaded, by the counts of its months. */
export function monthAt(layout: TimelineLayout, y: number): string | null {
  const placed = layout.sections[sectionAt(layout, y)];
  if (!placed) return null;
  const within = y - placed.top;
  if (placed.layout) {
    let month = placed.section.until;
    for (const line of placed.layout.lines) {
      if (line.top > within) break;
      month = line.month ?? month;
    }
    return month;
  }
  let before = 0;
  const share = within / Math.max(1, placed.height);
  for (const { month, pictureCount } of placed.section.months) {
    before += pictureCount;
    if (before >= share * placed.section.pictureCount) return month;
  }
  return placed.section.since;
}

/**
 * The month looked at, of a height that stands at the bar. At the page's end the last months cannot come up to it: there it
 * is the one asked for, where it is among them, else the last.
 */
export function monthInSight(
  layout: TimelineLayout,
  y: number,
  isPageEnd: boolean,
  asked: string | null,
): string | null {
  const atBar = monthAt(layout, y);
  const last = layout.sections.at(-1)?.section.since;
  if (!isPageEnd || atBar === null || last === undefined) return atBar;
  return asked !== null && asked <= atBar && asked >= last ? asked : last;
}

/** Where a month begins, as well as it is known; the nearest older one where it has no pictures. */
export function topOfMonth(layout: TimelineLayout, month: string): number {
  const placed = layout.sections.find(({ section }) => section.since <= month);
  if (!placed) return layout.height;
  if (placed.layout) {
    const line = placed.layout.lines.find((each) => each.month !== null && each.month <= month);
    return placed.top + (line?.top ?? 0);
  }
  const { months, pictureCount } = placed.section;
  const before = months
    .filter((each) => each.month > month)
    .reduce((sum, each) => sum + each.pictureCount, 0);
  return placed.top + (before / Math.max(1, pictureCount)) * placed.height;
}

/** Where the line of a picture begins, as well as it is known. */
export function heightOf({ sections }: TimelineLayout, { section, index }: TilePlace): number {
  const placed = sections[section];
  if (!placed) return 0;
  const line = placed.layout?.lines[lineOfTile(placed.layout.lines, index)];
  return placed.top + (line?.top ?? (index / Math.max(1, placed.count)) * placed.height);
}
