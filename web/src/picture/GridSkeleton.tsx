import { useMemo } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import css from './GridSkeleton.module.css';

/** Widths by heights of the waiting tiles: the shapes that photos mostly have. */
const shapes = [1.5, 0.75, 1.33, 1.5, 1, 1.78, 0.67, 1.33, 1.5, 0.75, 1.5, 1.33, 1, 1.5];

/** CSS pixels that a tile takes on average, on a phone and elsewhere, by the heights of the style sheet. */
const tileArea = { phone: 120 * 150, desk: 220 * 270 };

/** As many tiles as cover the window; what is too much is cut off below it. */
function shapesInWindow(): number[] {
  const { innerWidth: width, innerHeight: height } = window;
  const count = Math.ceil((width * height) / (width < 720 ? tileArea.phone : tileArea.desk));
  return Array.from({ length: count }, (_, index) => shapes[index % shapes.length] ?? 1);
}

/** The grid before anything is known of it. @param inPage stands under a page's own heading, inside its margins. */
export function GridSkeleton({ inPage = false }: { inPage?: boolean }) {
  const t = useT();
  const tiles = useMemo(shapesInWindow, []);
  return (
    <div className={cx(css.page, inPage && css.inPage)} aria-busy="true">
      <p className="visually-hidden" role="status">
        {t('app.loading')}
      </p>
      <div className={css.title} />
      <div className={css.tiles}>
        {tiles.map((shape, index) => (
          <div key={index} className={css.tile} style={{ flexGrow: shape, aspectRatio: shape }} />
        ))}
      </div>
    </div>
  );
}
