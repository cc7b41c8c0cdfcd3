import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { useFirstScreen } from '../timeline/useFirstScreen.ts';
import { BareFrame } from './BareFrame.tsx';

/** The frame of a page while it is found out who is there. On a quick network nobody sees it. */
export function WaitingPage() {
  useFirstScreen(true);
  return (
    <BareFrame>
      <GridSkeleton />
    </BareFrame>
  );
}
