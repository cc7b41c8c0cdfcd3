import type { ApolloClient } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { I18nProvider } from '../i18n/I18n.tsx';
import { hasBeenSignedIn, onSessionSignal } from '../member/session-signals.ts';
import { ViewerGate } from '../member/ViewerGate.tsx';
import { TimelinePage } from '../timeline/TimelinePage.tsx';
import { ToastProvider, useClearToasts } from '../ui/Toast.tsx';
import { createApolloClient } from './apollo.ts';
import { BareFrame } from './BareFrame.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { AlbumListPage, AlbumPage, SharePage, TrashPage, VisitorPage } from './pages.ts';
import { Shell } from './Shell.tsx';
import { AwayPage, NotFoundPage } from './StatePages.tsx';
import { WaitingPage } from './WaitingPage.tsx';

/**
 * Pic-up in a browser.
 * @param first the client of the session that there is, or that there may be.
 */
export function App({ first }: { first: ApolloClient }) {
  return (
    <I18nProvider>
      <ToastProvider>
        <BrowserRouter>
          <SessionClient first={first}>
            <Pages />
          </SessionClient>
        </BrowserRouter>
      </ToastProvider>
    </I18nProvider>
  );
}

/** Gives every session a client of its own: when one ends, nothing that it has seen is left in the page. */
function SessionClient({ first, children }: { first: ApolloClient; children: ReactNode }) {
  const [session, setSession] = useState({ number: 0, client: first });
  const { client } = session;
  const clearToasts = useClearToasts();
  useEffect(
    () =>
      onSessionSignal((signal) => {
        if (signal !== 'signed-out') return;
        client.stop();
        clearToasts();
        setSession(({ number }) => ({ number: number + 1, client: createApolloClient() }));
      }),
    [client, clearToasts],
  );
  return (
    <ApolloProvider key={session.number} client={client}>
      {children}
    </ApolloProvider>
  );
}

function Pages() {
  return (
    <ViewerGate
      visitor={
        <PageBoundary place="visitor">
          <Suspense>
            <VisitorPage />
          </Suspense>
        </PageBoundary>
      }
      waiting={hasBeenSignedIn() ? <WaitingPage /> : null}
      away={(retry) => (
        <BareFrame>
          <AwayPage onRetry={retry} />
        </BareFrame>
      )}
    >
      <Routes>
        <Route element={<Shell />}>
          <Route path="/" element={<TimelinePage />}>
            <Route path="photo/:pictureId" element={null} />
          </Route>
          <Route path="/albums" element={<AlbumListPage />} />
          <Route path="/albums/:albumId" element={<AlbumPage />}>
            <Route path="photo/:pictureId" element={null} />
          </Route>
          <Route path="/share" element={<SharePage />} />
          <Route path="/trash" element={<TrashPage />}>
            <Route path="photo/:pictureId" element={null} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </ViewerGate>
  );
}
