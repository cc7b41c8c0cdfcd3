import { lineOfTile, tileAcross } from '../picture/justified-lines.ts';
import type { PlacedSection, TilePlace, TimelineLayout } from './timeline-layout.ts';

/** The picture so many places on, or the first or last where there are not so many. */
export function stepBy({ sections }: TimelineLayout, from: TilePlace, by: number): TilePlace {
  let section = from.section;
  let index = from.index + by;
  while (index < 0 && section > 0) {
    section -= 1;
    index += sections[section]?.count ?? 0;
  }
  while (index >= (sections[section]?.count ?? 0) && section < sections.length - 1) {
    index -= sections[section]?.count ?? 0;
    section += 1;
  }
  const count = sections[section]?.count ?? 0;
  return { section, index: Math.max(0, Math.min(count - 1, index)) };
}

/** The picture one line up (-1) or down (+1) that is nearest across; in a section that is not loaded, its nearest end. */
export function stepAcross(layout: TimelineLayout, from: TilePlace, step: 1 | -1): TilePlace {
  const placed = layout.sections[from.section];
  const within = placed?.layout ? tileAcross(placed.layout, from.index, step) : from.index;
  if (within !== from.index) return { section: from.section, index: within };
  const next = layout.sections[from.section + step];
  if (!next || !isOnEdge(placed, from.index, step)) return from;
  const edge = step === 1 ? 0 : next.count - 1;
  if (!placed?.layout || !next.layout) return { section: from.section + step, index: edge };
  const middle = (placed.layout.x[from.index] ?? 0) + (placed.layout.width[from.index] ?? 0) / 2;
  const line = next.layout.lines[lineOfTile(next.layout.lines, edge)];
  let best = edge;
  let least = Number.POSITIVE_INFINITY;
  for (let tile = line?.start ?? 0; tile < (line?.end ?? 0); tile += 1) {
    const distance = Math.abs((next.layout.x[tile] ?? 0) + (next.layout.width[tile] ?? 0) / 2 - middle);
    if (distance >= least) continue;
    least = distance;
    best = tile;
  }
  return { section: from.section + step, index: best };
}

function isOnEdge(placed: PlacedSection | undefined, index: number, step: 1 | -1): boolean {
  if (!placed?.layout) return true;
  const tiles = placed.layout.lines.filter(({ end }) => end > 0);
  const line = step === 1 ? tiles.at(-1) : tiles[0];
  return line !== undefined && index >= line.start && index < line.end;
}

/** The first (-1) or last (+1) picture of the line that a picture is in. */
export function edgeOfLine(layout: TimelineLayout, { section, index }: TilePlace, step: 1 | -1): TilePlace {
  const lines = layout.sections[section]?.layout?.lines ?? [];
  const line = lines[lineOfTile(lines, index)];
  return { section, index: line ? (step === 1 ? line.end - 1 : line.start) : index };
}
