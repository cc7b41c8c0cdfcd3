import type { FragmentType } from '@apollo/client';
import { type RefObject, useState } from 'react';
import type { AlbumCard_AlbumFragment } from './AlbumCard.generated.ts';
import css from './AlbumPickerList.module.css';
import { AlbumPickerRow } from './AlbumPickerRow.tsx';
import type { AlbumOnScreen } from './CurrentAlbum.tsx';
import { placeOf, rowsToDraw } from './windowed-rows.ts';

/** Pixels; the style sheets say the same. */
const rowHeight = 56;
const rowsBeyond = 2;
const mostRowsSeen = 6;

interface AlbumPickerListProps {
  albums: readonly ({ readonly id: string } & FragmentType<AlbumCard_AlbumFragment>)[];
  /** How many there are, with those that have not been asked for yet. */
  total: number;
  busy: boolean;
  list: RefObject<HTMLUListElement | null>;
  /** The mark at the list's end. */
  end: RefObject<HTMLLIElement | null>;
  onPick: (album: AlbumOnScreen) => void;
}

/** The albums to choose from, one line each. However many there are, only those in view are in the page. */
export function AlbumPickerList({ albums, total, busy, list, end, onPick }: AlbumPickerListProps) {
  const [top, setTop] = useState(0);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const first = Math.max(0, top - rowsBeyond);
  const rows = rowsToDraw(
    albums.map((_, row) => ({ top: row * rowHeight, height: rowHeight })),
    {
      first,
      end: top + mostRowsSeen + rowsBeyond,
      focused: albums.findIndex(({ id }) => id === focusedId),
    },
  );
  return (
    <ul
      ref={list}
      className={css.list}
      aria-busy={busy}
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / rowHeight))}
      onFocus={(event) => setFocusedId(albums[placeOf(event.target)]?.id ?? null)}
    >
      {rows.map(({ index, above }) => {
        const album = albums[index];
        return album ? (
          <AlbumPickerRow
            key={album.id}
            album={album}
            onPick={onPick}
            place={index}
            size={total}
            above={above}
          />
        ) : null;
      })}
      <li ref={end} />
    </ul>
  );
}
