import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { Icon } from '../ui/Icon.tsx';
import { dayWords } from './day-words.ts';
import type { SectionDay, SectionLine } from './section-layout.ts';
import css from './TimelineHeadings.module.css';

interface TimelineHeadingsProps {
  line: SectionLine;
  top: number;
  days: readonly SectionDay[];
  /** Edit mode: the circles of the days show. */
  selecting: boolean;
  isSelected: (day: SectionDay) => boolean;
  onToggleDay: (day: SectionDay) => void;
}

/** The name of a month, or the days above a line of tiles. */
export function TimelineHeadings({
  line,
  top,
  days,
  selecting,
  isSelected,
  onToggleDay,
}: TimelineHeadingsProps) {
  const t = useT();
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/useSemanticElements: lines are placed by arithmetic, which a table cannot do.
    // biome-ignore lint/a11y/useFocusableInteractive: headings take no focus; the tiles do.
    <div role="row" className={css.line} style={{ transform: `translateY(${top}px)`, height: line.height }}>
      {line.month ? (
        // biome-ignore lint/a11y/useSemanticElements: see above.
        // biome-ignore lint/a11y/useFocusableInteractive: see above.
        <div role="gridcell" className={css.cell}>
          <h2 className={css.month}>{format.calendarMonth(line.month)}</h2>
        </div>
      ) : null}
      {line.headings.map(({ group, x, width }) => {
        const day = days[group];
        if (!day) return null;
        const name = format.calendarDay(day.day);
        const selected = selecting && isSelected(day);
        return (
          // biome-ignore lint/a11y/useSemanticElements: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div
            key={group}
            role="gridcell"
            className={cx(css.cell, css.day, selecting && css.selecting)}
            style={{ left: x, width }}
          >
            <h3 className={css.heading} aria-label={name}>
              {dayWords(day.day, width, format)}
            </h3>
            <button
              type="button"
              tabIndex={-1}
              className={cx(css.check, selected && css.checked)}
              aria-label={t('timeline.selectDay', { day: name })}
              aria-pressed={selected}
              onClick={() => onToggleDay(day)}
            >
              <span>{selected ? <Icon name="check" size={14} /> : null}</span>
            </button>
          </div>
        );
      })}
    </div>
  );
}
