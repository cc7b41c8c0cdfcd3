import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { useT } from '../i18n/I18n.tsx';
import { type AlbumCard_AlbumFragment, AlbumCard_AlbumFragmentDoc } from './AlbumCard.generated.ts';
import css from './AlbumPickerRow.module.css';
import { CoverImage } from './CoverImage.tsx';
import type { AlbumOnScreen } from './CurrentAlbum.tsx';

interface AlbumPickerRowProps {
  album: FragmentType<AlbumCard_AlbumFragment>;
  onPick: (album: AlbumOnScreen) => void;
  /** Its place in the list, from 0 on, and how many the list has. */
  place: number;
  size: number;
  /** CSS pixels to leave above it for rows that are not in the page. */
  above: number;
}

/** One of the albums to choose from. */
export function AlbumPickerRow({ album: ref, onPick, place, size, above }: AlbumPickerRowProps) {
  const t = useT();
  const { data: album, complete } = useFragment({
    fragment: AlbumCard_AlbumFragmentDoc,
    fragmentName: 'AlbumCard_album',
    from: ref,
  });
  if (!complete) return null;
  return (
    <li style={above > 0 ? { marginTop: above } : undefined} aria-setsize={size} aria-posinset={place + 1}>
      <button type="button" className={css.row} onClick={() => onPick({ id: album.id, name: album.name })}>
        <CoverImage cover={album.cover} name={album.name} side={48} className={css.cover} />
        <span className={css.name}>{album.name}</span>
        <span className={css.count}>{t('album.count', { count: album.pictureCount })}</span>
      </button>
    </li>
  );
}
