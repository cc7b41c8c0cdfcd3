import { useApolloClient, useQuery } from '@apollo/client/react';
import { type ReactNode, useEffect } from 'react';
import { onSessionSignal } from './session-signals.ts';
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

/** Decides who sees the page, and follows the session from then on, in other tabs too. */
export function ViewerGate({ children, visitor, waiting, away }: ViewerGateProps) {
  const client = useApolloClient();
  const { data, error, refetch } = useQuery(ViewerDocument);

  useEffect(
    () =>
      onSessionSignal((signal) => {
        if (signal === 'signed-in') {
          // A failure keeps the page that is there; the next look at the session tells more.
          refetch().catch(() => undefined);
          return;
        }
        client
          .clearStore()
          .catch(() => undefined)
          .finally(() => client.writeQuery({ query: ViewerDocument, data: { viewer: null } }));
      }),
    [client, refetch],
  );

  if (data?.viewer) return <ViewerContext value={data.viewer}>{children}</ViewerContext>;
  if (data) return visitor;
  if (error) return away(() => void refetch().catch(() => undefined));
  return waiting;
}
