import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Renaming<Home> {
  renaming: boolean;
  begin: () => void;
  end: () => void;
  /** Where the name stands again afterwards. */
  home: RefObject<Home | null>;
}

/** Whether a name is being typed in its place. Who ends that by a key stands where the name does, and not nowhere. */
export function useRenaming<Home extends HTMLElement>(): Renaming<Home> {
  const [renaming, setRenaming] = useState(false);
  const home = useRef<Home>(null);
  const wasInside = useRef(false);

  useLayoutEffect(() => {
    if (renaming || !wasInside.current) return;
    wasInside.current = false;
    home.current?.focus({ preventScroll: true });
  }, [renaming]);

  const begin = useCallback(() => setRenaming(true), []);
  const end = useCallback(() => {
    // Whoever has clicked elsewhere goes there.
    wasInside.current = document.activeElement?.closest('form') != null;
    setRenaming(false);
  }, []);
  return { renaming, begin, end, home };
}
