import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import css from './GridSkeleton.module.css';

/** Widths by heights of the waiting tiles: the shapes that photos mostly have. */
const shapes = [1.5, 0.75, 1.33, 1.5, 1, 1.78, 0.67, 1.33, 1.5, 0.75, 1.5, 1.33, 1, 1.5];

/** The grid before anything is known of it. @param inPage stands under a page's own heading, inside its margins. */
export function GridSkeleton({ inPage = false }: { inPage?: boolean }) {
  const t = useT();
  return (
    <div className={cx(css.page, inPage && css.inPage)} aria-busy="true">
      <p className="visually-hidden" role="status">
        {t('app.loading')}
      </p>
      <div className={css.title} />
      <div className={css.tiles}>
        {shapes.map((shape, index) => (
          <div key={index} className={css.tile} style={{ flexGrow: shape, aspectRatio: shape }} />
        ))}
      </div>
    </div>
  );
}
