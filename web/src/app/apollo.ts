import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  type FieldPolicy,
  HttpLink,
  InMemoryCache,
  type Reference,
} from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { from, of, switchMap, throwError } from 'rxjs';
import { createLiveLink } from '../live/live-link.ts';
import { RefreshSessionDocument } from '../member/RefreshSession.generated.ts';
import { announceSignedOut, hasBeenSignedIn } from '../member/session-signals.ts';
import { ViewerDocument } from '../member/Viewer.generated.ts';
import { errorCode } from './error-code.ts';
import { firstAnswers } from './first-answers.ts';
import { forwardConnection } from './forward-connection.ts';
import { createRefresher } from './session-refresher.ts';

declare module '@apollo/client' {
  interface DefaultContext {
    /** When the operation went out, in milliseconds since 1970. */
    sentAt?: number;
  }
}

/** The operations that a dead session never bars, and that must not start a renewal of their own. */
const open = new Set(['RefreshSession', 'SignIn', 'SignUp', 'SignOut']);

/** What a list has brought is there at once for the page about it. A null stays: the server knows no such thing. */
function knownById(typename: string): FieldPolicy<Reference | null> {
  return {
    read: (existing, { args, toReference }) =>
      existing === undefined ? toReference({ __typename: typename, id: String(args?.id) }) : existing,
  };
}

function createCache() {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          albums: forwardConnection(),
          pictures: forwardConnection(),
          trash: forwardConnection(),
          album: knownById('Album'),
          picture: knownById('Picture'),
        },
      },
      Album: { fields: { pictures: forwardConnection(['orderBy']) } },
      // It has no id of its own: whatever answers with it speaks of the one member who is signed in.
      Member: { fields: { storage: { merge: true } } },
    },
  });
}

/** Makes the client of a page: cookies as its session, renewed once when it has run out. */
export function createApolloClient(): ApolloClient {
  const refresh = createRefresher({
    async refresh() {
      try {
        await client.mutate({ mutation: RefreshSessionDocument });
        return true;
      } catch (error) {
        if (!CombinedGraphQLErrors.is(error)) throw error;
        if (errorCode(error) !== 'UNAUTHENTICATED') throw error;
        return false;
      }
    },
    locks: navigator.locks,
    storage: localStorage,
    now: Date.now,
  });

  const stamp = new ApolloLink((operation, forward) => {
    operation.setContext({ sentAt: Date.now() });
    return forward(operation);
  });

  const renew = new ErrorLink(({ error, operation, forward }) => {
    if (!CombinedGraphQLErrors.is(error) || errorCode(error) !== 'UNAUTHENTICATED') return;
    if (open.has(operation.operationName ?? '') || !hasBeenSignedIn()) return;
    const { sentAt = 0 } = operation.getContext();
    return from(refresh(sentAt)).pipe(
      switchMap((renewed) => {
        if (renewed) return forward(operation);
        announceSignedOut();
        return throwError(() => error);
      }),
    );
  });

  // A dead access token makes a visitor of its bearer, which is no error: before that is believed, the refresh cookie is tried.
  const recognise = new ApolloLink((operation, forward) => {
    if (operation.operationName !== 'Viewer') return forward(operation);
    return forward(operation).pipe(
      switchMap((result) => {
        if (result.data?.viewer !== null || !hasBeenSignedIn()) return of(result);
        const { sentAt = 0 } = operation.getContext();
        return from(refresh(sentAt)).pipe(
          switchMap((renewed) => {
            if (renewed) return forward(operation);
            announceSignedOut();
            return of(result);
          }),
        );
      }),
    );
  });

  const client: ApolloClient = new ApolloClient({
    cache: createCache(),
    dataMasking: true,
    link: ApolloLink.from([
      stamp,
      recognise,
      renew,
      ApolloLink.split(
        ({ operationType }) => operationType === 'subscription',
        createLiveLink(() => client.query({ query: ViewerDocument, fetchPolicy: 'network-only' })),
        firstAnswers.concat(new HttpLink({ uri: '/graphql', credentials: 'same-origin' })),
      ),
    ]),
  });
  return client;
}
