import type { ApolloClient } from '@apollo/client';
import { hasBeenSignedIn } from '../member/session-signals.ts';
import { createApolloClient } from './apollo.ts';
import { askAhead } from './ask-ahead.ts';
import { bringVisitorPage } from './pages.ts';

/** Makes the page's first client, and has what the page will show brought: a member's pictures, or the door. */
export function startSession(): ApolloClient {
  const client = createApolloClient();
  if (hasBeenSignedIn()) askAhead(client, window.location.pathname);
  else bringVisitorPage();
  return client;
}
