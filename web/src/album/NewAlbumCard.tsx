import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { NameForm } from './NameForm.tsx';
import css from './NewAlbumCard.module.css';
import { useRenaming } from './useRenaming.ts';
import { useStartAlbum } from './useStartAlbum.ts';

/**
 * The first card: an album that is not there yet.
 * @param size how many cards the list has; undefined while that is not known.
 */
export function NewAlbumCard({ size }: { size: number | undefined }) {
  const t = useT();
  const { start, busy } = useStartAlbum();
  const { renaming, begin, end, home } = useRenaming<HTMLButtonElement>();

  return (
    <li className={css.card} aria-setsize={size} aria-posinset={1}>
      {renaming ? (
        <div className={css.face}>
          <NameForm
            label={t('albums.newName')}
            submitLabel={t('albums.create')}
            busy={busy}
            className={css.form}
            onSubmit={(name) => start(name)}
            onCancel={end}
          />
        </div>
      ) : (
        <button ref={home} type="button" className={css.face} onClick={begin}>
          <Icon name="plus" size={32} />
          <span>{t('albums.new')}</span>
        </button>
      )}
    </li>
  );
}
