import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { SelectButton } from '../picture/SelectButton.tsx';
import type { Selection } from '../picture/useSelection.ts';
import type { PictureOrder } from '../schema.generated.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuChoice, MenuItem, MenuRule } from '../ui/Menu.tsx';
import css from './AlbumHeading.module.css';
import { DeleteAlbumDialog } from './DeleteAlbumDialog.tsx';
import { NameForm } from './NameForm.tsx';
import { useRenaming } from './useRenaming.ts';
import { useUpdateAlbum } from './useUpdateAlbum.ts';

interface AlbumHeadingProps {
  album: { id: string; name: string; pictureCount: number; pictureOrder: PictureOrder };
  /** Null while there is nothing to choose from. */
  selection: Selection | null;
}

/** The album's name, edited where it stands, its count and what can be done. */
export function AlbumHeading({ album, selection }: AlbumHeadingProps) {
  const t = useT();
  const navigate = useNavigate();
  const { rename, setOrder } = useUpdateAlbum();
  const { renaming, begin, end, home } = useRenaming<HTMLButtonElement>();
  const [deleting, setDeleting] = useState(false);
  return (
    <header className={css.heading}>
      <Link to="/albums" className={css.back} aria-label={t('album.back')} title={t('album.back')}>
        <Icon name="back" size={22} />
      </Link>
      <div className={css.words}>
        {renaming ? (
          <>
            <h1 className="visually-hidden">{album.name}</h1>
            <NameForm
              label={t('album.name')}
              initial={album.name}
              inputClassName={css.input}
              onCancel={end}
              onSubmit={(name) => {
                end();
                if (name !== album.name) void rename(album.id, name);
              }}
            />
          </>
        ) : (
          <h1 className={css.title}>
            <button ref={home} type="button" className={css.name} title={t('album.rename')} onClick={begin}>
              {album.name}
              <span className={css.pencil}>
                <Icon name="pencil" size={18} />
              </span>
            </button>
          </h1>
        )}
        <p className={css.count}>{t('album.count', { count: album.pictureCount })}</p>
      </div>
      <div className={css.actions}>
        {selection ? <SelectButton selection={selection} className={css.select} /> : null}
        <Menu
          label={t('album.menu', { name: album.name })}
          buttonClassName={css.more}
          button={<Icon name="more" size={22} />}
        >
          <MenuChoice<PictureOrder>
            label={t('album.order')}
            value={album.pictureOrder}
            options={[
              { value: 'ADDED', label: t('album.byAdded') },
              { value: 'TAKEN', label: t('album.byTaken') },
            ]}
            onChoose={(order) => void setOrder(album.id, order)}
          />
          <MenuRule />
          <MenuItem icon="pencil" onSelect={begin}>
            {t('album.rename')}
          </MenuItem>
          <MenuItem icon="trash" danger onSelect={() => setDeleting(true)}>
            {t('album.delete')}
          </MenuItem>
        </Menu>
      </div>
      {deleting ? (
        <DeleteAlbumDialog
          album={album}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate('/albums', { replace: true })}
        />
      ) : null}
    </header>
  );
}
