import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { memo, useState } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { type AlbumCard_AlbumFragment, AlbumCard_AlbumFragmentDoc } from './AlbumCard.generated.ts';
import css from './AlbumCard.module.css';
import { CoverImage } from './CoverImage.tsx';
import { DeleteAlbumDialog } from './DeleteAlbumDialog.tsx';
import { NameForm } from './NameForm.tsx';
import { useRenaming } from './useRenaming.ts';
import { useUpdateAlbum } from './useUpdateAlbum.ts';

interface AlbumCardProps {
  album: FragmentType<AlbumCard_AlbumFragment>;
  /** CSS pixels of the cover's side. */
  side: number;
  /** Its place in the list, from 0 on, and how many cards the list has. */
  place: number;
  size: number | undefined;
  /** CSS pixels to leave above it for rows that are not in the page. */
  above: number;
}

/** An album in the list: cover, name, count, and what can be done with it. */
export const AlbumCard = memo(function AlbumCard({ album: ref, side, place, size, above }: AlbumCardProps) {
  const t = useT();
  const { rename } = useUpdateAlbum();
  const { renaming, begin, end, home } = useRenaming<HTMLAnchorElement>();
  const [deleting, setDeleting] = useState(false);
  const { data: album, complete } = useFragment({
    fragment: AlbumCard_AlbumFragmentDoc,
    fragmentName: 'AlbumCard_album',
    from: ref,
  });
  if (!complete) return null;

  return (
    <li
      className={css.card}
      style={above > 0 ? { marginTop: above } : undefined}
      aria-setsize={size}
      aria-posinset={place + 1}
    >
      <CoverImage cover={album.cover} name={album.name} side={side} className={css.cover} />
      {renaming ? (
        <NameForm
          label={t('album.name')}
          initial={album.name}
          className={css.rename}
          onCancel={end}
          onSubmit={(name) => {
            end();
            if (name !== album.name) void rename(album.id, name);
          }}
        />
      ) : (
        <div className={css.words}>
          <h2 className={css.name}>
            <Link ref={home} to={`/albums/${album.id}`} className={css.link} title={album.name}>
              {album.name}
            </Link>
          </h2>
          <p className={css.count}>{t('album.count', { count: album.pictureCount })}</p>
        </div>
      )}
      <div className={css.menu}>
        <Menu
          label={t('album.menu', { name: album.name })}
          buttonClassName={css.more}
          button={<Icon name="more" size={20} />}
        >
          <MenuItem icon="pencil" onSelect={begin}>
            {t('album.rename')}
          </MenuItem>
          <MenuItem icon="trash" danger onSelect={() => setDeleting(true)}>
            {t('album.delete')}
          </MenuItem>
        </Menu>
      </div>
      {deleting ? <DeleteAlbumDialog album={album} onClose={() => setDeleting(false)} /> : null}
    </li>
  );
});
