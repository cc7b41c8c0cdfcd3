import { useT } from '../i18n/I18n.tsx';
import css from './GridSkeleton.module.css';

/** Widths by heights of the waiting tiles: the shapes that photos mostly have. */
const shapes = [1.5, 0.75, 1.33, 1.5, 1, 1.78, 0.67, 1.33, 1.5, 0.75, 1.5, 1.33, 1, 1.5];

/** The grid before anything is known of it. */
export function GridSkeleton() {
  const t = useT();
  return (
    <div className={css.page} aria-busy="true">
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
