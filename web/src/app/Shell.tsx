import { Suspense, useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import { AlbumPickerProvider } from '../album/AlbumPicker.tsx';
import { CurrentAlbumProvider } from '../album/CurrentAlbum.tsx';
import { useT } from '../i18n/I18n.tsx';
import { KeyHelpProvider } from '../keys/KeyHelp.tsx';
import { useLiveLibrary } from '../live/useLiveLibrary.ts';
import { useViewer } from '../member/useViewer.ts';
import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { UploadDropzone } from '../upload/UploadDropzone.tsx';
import { UploadProvider } from '../upload/UploadProvider.tsx';
import { UploadTray } from '../upload/UploadTray.tsx';
import { StorageNotice } from '../usage/StorageNotice.tsx';
import { OfflineBanner } from './OfflineBanner.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { bringPagesSoon } from './pages.ts';
import css from './Shell.module.css';
import { TabBar } from './TabBar.tsx';
import { TopBar } from './TopBar.tsx';
import { pageOf, useScrollMemory } from './useScrollMemory.ts';

/** The frame around every page of a signed-in member. */
export function Shell() {
  const t = useT();
  const { storage } = useViewer();
  const { pathname } = useLocation();
  useScrollMemory();
  useEffect(bringPagesSoon, []);
  useLiveLibrary();
  return (
    <CurrentAlbumProvider>
      <AlbumPickerProvider>
        <KeyHelpProvider>
          <UploadProvider>
            <a href="#main" className={css.skip}>
              {t('app.skip')}
            </a>
            <TopBar />
            <OfflineBanner />
            <StorageNotice storage={storage} />
            <main id="main" tabIndex={-1} className={css.main}>
              <PageBoundary place={pageOf(pathname)}>
                <Suspense fallback={<GridSkeleton />}>
                  <Outlet />
                </Suspense>
              </PageBoundary>
            </main>
            <TabBar />
            <UploadTray />
            <UploadDropzone />
          </UploadProvider>
        </KeyHelpProvider>
      </AlbumPickerProvider>
    </CurrentAlbumProvider>
  );
}
