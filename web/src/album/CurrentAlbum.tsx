import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useMatch } from 'react-router';

/** An album as those parts of the page know it that are not about it. */
export interface AlbumOnScreen {
  readonly id: string;
  /** Null while it is not known. */
  readonly name: string | null;
}

const CurrentAlbumContext = createContext<AlbumOnScreen | null>(null);
const AnnounceContext = createContext<((album: AlbumOnScreen | null | undefined) => void) | null>(null);

/** Lets the bar, the drop zone and whoever else asks know which album is on screen. */
export function CurrentAlbumProvider({ children }: { children: ReactNode }) {
  const [announced, setAnnounced] = useState<AlbumOnScreen | null>();
  // What is dropped before the page of the address is there is meant for that album, too.
  const coming = useMatch('/albums/:albumId/*')?.params.albumId;
  const album = useMemo(
    () => (announced === undefined && coming ? { id: coming, name: null } : (announced ?? null)),
    [announced, coming],
  );
  return (
    <AnnounceContext value={setAnnounced}>
      <CurrentAlbumContext value={album}>{children}</CurrentAlbumContext>
    </AnnounceContext>
  );
}

/** The album on screen; null on other pages. */
export function useCurrentAlbum(): AlbumOnScreen | null {
  return useContext(CurrentAlbumContext);
}

/**
 * For the album page: says which album it shows while it is there.
 * @param id null where the address leads to no album.
 * @param name undefined while it is not known: what is dropped until then is for this album, too.
 */
export function useAnnounceAlbum(id: string | null, name: string | undefined): void {
  const announce = useContext(AnnounceContext);
  useEffect(() => {
    if (!announce) return;
    announce(id === null ? null : { id, name: name ?? null });
    return () => announce(undefined);
  }, [announce, id, name]);
}
