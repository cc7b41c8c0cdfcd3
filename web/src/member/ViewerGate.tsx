import { useQuery } from '@apollo/client/react';
import { type ReactNode, useDeferredValue, useEffect } from 'react';
import { noteSignedIn, onSessionSignal } from './session-signals.ts';
import { ViewerContext } from './useViewer.ts';
import { ViewerDocument } from './Viewer.generated.ts';

interface ViewerGateProps {
  /** For the signed-in member. */
  children: ReactNode;
  /** For everybody else, at whatever address: after signing in, the page asked for is there. */
  visitor: ReactNode;
  /** While nobody knows yet. */
  waiting: ReactNode;
  /** Where Pic-up does not answer. */
  away: (retry: () => void) => ReactNode;
}

/** Decides who sees the page, and follows a sign-in from then on, in other tabs too. Signing out ends the client above. */
export function ViewerGate({ children, visitor, waiting, away }: ViewerGateProps) {
  const { data, error, refetch } = useQuery(ViewerDocument);

  useEffect(
    () =>
      onSessionSignal((signal) => {
        // A failure keeps the page that is there; the next look at the session tells more.
        if (signal === 'signed-in') refetch().catch(() => undefined);
      }),
    [refetch],
  );

  const isMember = Boolean(data?.viewer);
  useEffect(() => {
    if (isMember) noteSignedIn();
  }, [isMember]);

  // The whole page comes with the answer: drawn in slices, it keeps nobody waiting who touches it meanwhile.
  const viewer = useDeferredValue(data?.viewer);
  if (data?.viewer && viewer) return <ViewerContext value={viewer}>{children}</ViewerContext>;
  if (data?.viewer) return waiting;
  if (data) return visitor;
  if (error) return away(() => void refetch().catch(() => undefined));
  return waiting;
}
