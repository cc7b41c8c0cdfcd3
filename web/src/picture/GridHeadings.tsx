import type { Format } from '../i18n/format.ts';
import css from './GridHeadings.module.css';
import type { GridGroup } from './grid-items.ts';
import type { Line } from './justified-lines.ts';

interface GridHeadingsProps {
  line: Line;
  rowIndex: number;
  groups: readonly GridGroup[];
  format: Format;
}

/** A day in full needs this much room; in less it is written short. */
const roomInFull = 260;

/** The days above a line of tiles. */
export function GridHeadings({ line, rowIndex, groups, format }: GridHeadingsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: lines are placed by arithmetic, which a table cannot do.
    // biome-ignore lint/a11y/useFocusableInteractive: headings take no focus; the tiles do.
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={css.line}
      style={{ transform: `translateY(${line.top}px)`, height: line.height }}
    >
      {line.headings.map(({ group, x, width }) => {
        const day = groups[group]?.day;
        if (!day) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div key={group} role="gridcell" className={css.cell} style={{ left: x, width }}>
            <h2 className={css.heading} aria-label={format.day(day)}>
              {width < roomInFull ? format.shortDay(day) : format.day(day)}
            </h2>
          </div>
        );
      })}
    </div>
  );
}
