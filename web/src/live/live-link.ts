import { ApolloLink } from '@apollo/client';
import { from, switchMap } from 'rxjs';

/**
 * Carries subscriptions. What it takes to do so is loaded with the first of them, after the page is there.
 * @param revive asks the server who is signed in, which renews the session where it has run out.
 */
export function createLiveLink(revive: () => Promise<unknown>): ApolloLink {
  return new ApolloLink((operation, forward) =>
    from(import('./live-socket.ts')).pipe(
      switchMap(({ createSocketLink }) => createSocketLink(revive).request(operation, forward)),
    ),
  );
}
