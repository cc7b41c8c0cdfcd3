import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './FailedTile.module.css';
import { failureWords } from './failure-words.ts';
import type { GridPicture } from './grid-items.ts';
import { useDownload } from './useDownload.ts';

interface FailedTileProps {
  pictureId: string;
  failure: GridPicture['failure'];
  /** There is room for more than the necessary. */
  roomy: boolean;
}

/** What a tile says of a file that cannot be shown: that it is so, why, and that its bytes can be had. */
export function FailedTile({ pictureId, failure, roomy }: FailedTileProps) {
  const t = useT();
  const download = useDownload();
  return (
    <div className={css.failed}>
      <Icon name="alert" size={20} />
      <span>{t('tile.failed')}</span>
      {roomy ? <span className={css.hint}>{failureWords(t, failure) ?? t('tile.failedHint')}</span> : null}
      <button type="button" tabIndex={-1} className={css.download} onClick={() => void download([pictureId])}>
        <Icon name="download" size={16} />
        {t('tile.download')}
      </button>
    </div>
  );
}
