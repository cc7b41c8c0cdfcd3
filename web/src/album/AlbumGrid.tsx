import type { FragmentType } from '@apollo/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AlbumCard_AlbumFragment } from './AlbumCard.generated.ts';
import { AlbumCard } from './AlbumCard.tsx';
import css from './AlbumGrid.module.css';
import { NewAlbumCard } from './NewAlbumCard.tsx';
import { useAlbumRows } from './useAlbumRows.ts';
import { placeOf } from './windowed-rows.ts';

/** The places that wait for albums while the first answer is on its way. */
const skeletons = [1, 2, 3, 4, 5];
const none: readonly never[] = [];

interface AlbumGridProps {
  /** Undefined while the first answer is on its way. */
  edges:
    | readonly { readonly node: { readonly id: string } & FragmentType<AlbumCard_AlbumFragment> }[]
    | undefined;
  /** How many albums there are, with those that have not been asked for yet. */
  total: number;
}

/** The place for a new album and a card for each one. However many there are, only those near the window are in the page. */
export function AlbumGrid({ edges, total }: AlbumGridProps) {
  const list = useRef<HTMLUListElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const ids = useMemo(() => (edges ?? none).map(({ node }) => node.id), [edges]);
  const { rows, count, side } = useAlbumRows(list, ids, focusedId);
  const size = edges ? total + 1 : undefined;
  const place = useRef(0);
  useEffect(() => {
    if (focusedId === null || ids.includes(focusedId) || document.activeElement !== document.body) return;
    // Where an album has been deleted the next one stands now, or it was the last.
    const at = Math.min(place.current, ids.length);
    const heir = list.current?.querySelector<HTMLElement>(`[aria-posinset="${at + 1}"] :is(a, button)`);
    heir?.focus({ preventScroll: true });
  }, [ids, focusedId]);

  return (
    <ul
      ref={list}
      className={css.grid}
      aria-busy={!edges}
      onFocus={(event) => {
        place.current = placeOf(event.target);
        setFocusedId(ids[place.current - 1] ?? null);
      }}
    >
      <NewAlbumCard size={size} />
      {edges
        ? null
        : skeletons.map((place) => <li key={place} className={css.skeleton} aria-hidden="true" />)}
      {rows.flatMap(({ index: row, above }) => {
        const start = Math.max(0, row * count - 1);
        return edges
          ?.slice(start, (row + 1) * count - 1)
          .map(({ node }, offset) => (
            <AlbumCard
              key={node.id}
              album={node}
              side={side}
              place={start + offset + 1}
              size={size}
              above={above}
            />
          ));
      })}
    </ul>
  );
}
