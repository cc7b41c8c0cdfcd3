import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import css from './GridHeadings.module.css';
import type { GridGroup } from './grid-items.ts';
import type { Line } from './justified-lines.ts';
import type { Selection } from './useSelection.ts';

interface GridHeadingsProps {
  line: Line;
  rowIndex: number;
  groups: readonly GridGroup[];
  selection: Selection;
}

/** A day in full needs this much room; in less it is written short. */
const roomInFull = 260;

/** The days above a line of tiles, each with a circle that chooses the whole day. */
export function GridHeadings({ line, rowIndex, groups, selection }: GridHeadingsProps) {
  const t = useT();
  const format = useFormat();
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
        const { day, items = [] } = groups[group] ?? {};
        if (!day) return null;
        const ids = items.flatMap(({ picture }) => picture?.id ?? []);
        const chosen = ids.length > 0 && ids.every((id) => selection.ids.has(id));
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div
            key={group}
            role="gridcell"
            className={cx(css.cell, selection.active && css.selecting)}
            style={{ left: x, width }}
          >
            <h2 className={css.heading} aria-label={format.day(day)}>
              {width < roomInFull ? format.shortDay(day) : format.day(day)}
            </h2>
            {ids.length > 0 ? (
              <button
                type="button"
                tabIndex={selection.active ? 0 : -1}
                className={css.check}
                aria-label={t('selection.day', { day: format.day(day) })}
                aria-pressed={chosen}
                onClick={() => (chosen ? selection.drop(ids) : selection.add(ids))}
              >
                <span className={cx(css.circle, chosen && css.chosen)}>
                  {chosen ? <Icon name="check" size={16} /> : null}
                </span>
              </button>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}
