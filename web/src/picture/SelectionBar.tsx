import { useEffect } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import css from './SelectionBar.module.css';

interface SelectionBarProps {
  count: number;
  onEnd: () => void;
  onAll: () => void;
  onDownload: () => void;
  onDelete: () => void;
  /** Only where one picture of an album is chosen. */
  onCover: (() => void) | null;
}

/** Stands in the place of the top bar while pictures are being chosen; nothing on the page moves for it. */
export function SelectionBar({ count, onEnd, onAll, onDownload, onDelete, onCover }: SelectionBarProps) {
  const t = useT();

  useEffect(() => {
    // The bar beneath is neither seen nor reached meanwhile.
    const covered = document.querySelector('[data-top-bar]');
    covered?.setAttribute('inert', '');
    return () => covered?.removeAttribute('inert');
  }, []);

  return (
    <div className={css.bar} role="toolbar" aria-label={t('selection.start')}>
      <IconButton icon="close" label={t('selection.end')} onClick={onEnd} />
      <p className={css.count} aria-live="polite">
        {count === 0 ? t('selection.none') : t('selection.count', { count })}
      </p>
      <div className={css.actions}>
        <Button variant="quiet" className={css.all} onClick={onAll}>
          {t('selection.all')}
        </Button>
        {onCover ? <IconButton icon="cover" label={t('selection.cover')} onClick={onCover} /> : null}
        <IconButton
          icon="download"
          label={t('selection.download')}
          disabled={count === 0}
          onClick={onDownload}
        />
        <IconButton icon="trash" label={t('selection.delete')} disabled={count === 0} onClick={onDelete} />
      </div>
    </div>
  );
}
