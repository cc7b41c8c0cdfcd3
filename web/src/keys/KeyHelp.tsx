import { createContext, lazy, type ReactNode, useCallback, useContext, useState } from 'react';
import { LatePart } from '../app/LatePart.tsx';
import { useLatestAction } from '../ui/Toast.tsx';
import { usePageKeys } from './usePageKeys.ts';

const KeyHelpDialog = lazy(async () => ({ default: (await import('./KeyHelpDialog.tsx')).KeyHelpDialog }));
const KeyHelpContext = createContext<(() => void) | null>(null);

/** Lets everything below show the map of keys, and listens for those that count everywhere. */
export function KeyHelpProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const undo = useLatestAction();
  const show = useCallback(() => setOpen(true), []);
  usePageKeys({ help: show, undo });
  return (
    <KeyHelpContext value={show}>
      {children}
      {open ? (
        <LatePart onFailed={() => setOpen(false)}>
          <KeyHelpDialog onClose={() => setOpen(false)} />
        </LatePart>
      ) : null}
    </KeyHelpContext>
  );
}

/** Shows the map of keys. */
export function useKeyHelp(): () => void {
  const show = useContext(KeyHelpContext);
  if (!show) throw new Error('KeyHelpProvider is missing above this component');
  return show;
}
