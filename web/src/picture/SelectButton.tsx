import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { Button } from '../ui/Button.tsx';
import { focusGrid } from './focus-grid.ts';
import css from './SelectButton.module.css';
import type { Selection } from './useSelection.ts';

interface SelectButtonProps {
  selection: Pick<Selection, 'active' | 'start'>;
  className?: string | undefined;
}

/** Begins to choose. Whoever chooses sees it no more, but its room stays: nothing on the page moves. */
export function SelectButton({ selection, className }: SelectButtonProps) {
  const t = useT();
  return (
    <Button
      variant="quiet"
      icon="select"
      className={cx(className, selection.active && css.hidden)}
      onClick={() => {
        selection.start();
        // What is chosen next is a tile, and a button that hides would take the focus with it.
        focusGrid();
      }}
    >
      <span>{t('selection.start')}</span>
    </Button>
  );
}
