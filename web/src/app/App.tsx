import { ApolloProvider } from '@apollo/client/react';
import { useState } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { AlbumListPage } from '../album/AlbumListPage.tsx';
import { AlbumPage } from '../album/AlbumPage.tsx';
import { I18nProvider } from '../i18n/I18n.tsx';
import { ViewerGate } from '../member/ViewerGate.tsx';
import { VisitorPage } from '../member/VisitorPage.tsx';
import { TimelinePage } from '../timeline/TimelinePage.tsx';
import { ToastProvider } from '../ui/Toast.tsx';
import { createApolloClient } from './apollo.ts';
import { Shell } from './Shell.tsx';
import { AwayPage, NotFoundPage } from './StatePages.tsx';

/** Pic-up in a browser. */
export function App() {
  const [client] = useState(createApolloClient);
  return (
    <ApolloProvider client={client}>
      <I18nProvider>
        <ToastProvider>
          <BrowserRouter>
            <ViewerGate
              visitor={<VisitorPage />}
              waiting={null}
              away={(retry) => (
                <main>
                  <AwayPage onRetry={retry} />
                </main>
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
                  <Route path="*" element={<NotFoundPage />} />
                </Route>
              </Routes>
            </ViewerGate>
          </BrowserRouter>
        </ToastProvider>
      </I18nProvider>
    </ApolloProvider>
  );
}
