import type { SectionOptions } from './section-layout.ts';

/** Lines of this height on a phone, a tablet, a desk and a wall. */
function targetHeight(width: number): number {
  if (width < 720) return 120;
  if (width < 1100) return 180;
  if (width < 1900) return 220;
  return width < 2800 ? 280 : 340;
}

/** What the timeline's lines are made for in a grid of this width, in CSS pixels. */
export function timelineOptions(width: number): SectionOptions {
  const isNarrow = width < 720;
  return {
    width,
    target: targetHeight(width),
    gap: isNarrow ? 2 : 4,
    headingHeight: 40,
    headingRoom: 170,
    groupGap: isNarrow ? 16 : 20,
    monthHeight: isNarrow ? 48 : 60,
  };
}
