import { createContext, lazy, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { LatePart } from '../app/LatePart.tsx';
import type { AlbumOnScreen } from './CurrentAlbum.tsx';
import type { PickerQuestion } from './picker-question.ts';

type Pick = (question?: PickerQuestion) => Promise<AlbumOnScreen | null>;

const AlbumPickerDialog = lazy(async () => ({
  default: (await import('./AlbumPickerDialog.tsx')).AlbumPickerDialog,
}));
const AlbumPickerContext = createContext<Pick | null>(null);

/** Lets anybody below ask "which album?". */
export function AlbumPickerProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ question: PickerQuestion | undefined } | null>(null);
  const answer = useRef<((album: AlbumOnScreen | null) => void) | null>(null);

  const settle = useCallback((album: AlbumOnScreen | null) => {
    answer.current?.(album);
    answer.current = null;
    setOpen(null);
  }, []);
  const pick = useCallback<Pick>((question) => {
    // A question that is still open is answered with "none": only one can be on the screen.
    answer.current?.(null);
    setOpen({ question });
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);

  return (
    <AlbumPickerContext value={pick}>
      {children}
      {open ? (
        <LatePart onFailed={() => settle(null)}>
          <AlbumPickerDialog question={open.question} onPick={settle} />
        </LatePart>
      ) : null}
    </AlbumPickerContext>
  );
}

/** Asks which album is meant; null where the reader means none after all. */
export function useAlbumPicker(): Pick {
  const pick = useContext(AlbumPickerContext);
  if (!pick) throw new Error('AlbumPickerProvider is missing above this component');
  return pick;
}
