import { useEffect, useLayoutEffect, useRef } from 'react';
import { useFormat, useT } from '../i18n/I18n.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { focusGrid } from './focus-grid.ts';
import type { PictureAction } from './picture-actions.ts';
import css from './SelectionBar.module.css';

interface SelectionBarProps {
  count: number;
  /** What can be done with what is chosen. */
  actions: readonly PictureAction[];
  onAction: (action: PictureAction) => void;
  onEnd: () => void;
  /** Null while all are being chosen. */
  onAll: (() => void) | null;
}

/** Stands in the place of the top bar while pictures are being chosen; nothing on the page moves for it. */
export function SelectionBar({ count, actions, onAction, onEnd, onAll }: SelectionBarProps) {
  const t = useT();
  const format = useFormat();
  const bar = useRef<HTMLDivElement>(null);

  // Whoever pressed one of its buttons goes on in the grid: with the bar, the focus would be gone.
  useLayoutEffect(() => {
    const element = bar.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        if (!focusGrid()) document.getElementById('main')?.focus({ preventScroll: true });
      });
    };
  }, []);

  useEffect(() => {
    // The bar beneath is neither seen nor reached meanwhile.
    const covered = document.querySelector('[data-top-bar]');
    covered?.setAttribute('inert', '');
    return () => covered?.removeAttribute('inert');
  }, []);

  return (
    <div ref={bar} className={css.bar} role="toolbar" aria-label={t('selection.start')}>
      <IconButton icon="close" label={t('selection.end')} onClick={onEnd} />
      <p className={css.count} aria-live="polite">
        {count === 0 ? (
          t('selection.none')
        ) : (
          <>
            <span className={css.full}>{t('selection.count', { count })}</span>
            <span className={css.short} aria-hidden="true">
              {format.number(count)}
            </span>
          </>
        )}
      </p>
      <div className={css.actions}>
        <Button variant="quiet" className={css.all} busy={onAll === null} onClick={() => onAll?.()}>
          {t('selection.all')}
        </Button>
        {actions.map((action) => (
          <IconButton
            key={action.id}
            icon={action.icon}
            label={action.label}
            className={css.action}
            disabled={count === 0}
            onClick={() => onAction(action)}
          />
        ))}
      </div>
    </div>
  );
}
