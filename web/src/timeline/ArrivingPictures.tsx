import { useMemo } from 'react';
import { useT } from '../i18n/I18n.tsx';
import type { GridItem } from '../picture/grid-items.ts';
import { PictureGrid } from '../picture/PictureGrid.tsx';
import type { Selection } from '../picture/useSelection.ts';
import css from './ArrivingPictures.module.css';

interface ArrivingPicturesProps {
  items: readonly GridItem[];
  hrefOf: (pictureId: string) => string;
  selection: Selection;
}

const stay = () => undefined;

/** Files on their way, and those that have just become pictures, until the timeline has them at their days. */
export function ArrivingPictures({ items, hrefOf, selection }: ArrivingPicturesProps) {
  const t = useT();
  const groups = useMemo(() => [{ key: 'arriving', day: null, items }], [items]);
  return (
    <section className={css.arriving} aria-labelledby="arriving">
      <h2 id="arriving" className={css.title}>
        {t('timeline.arriving')}
      </h2>
      <PictureGrid groups={groups} hrefOf={hrefOf} selection={selection} onNearEnd={stay} returnTo={null} />
    </section>
  );
}
