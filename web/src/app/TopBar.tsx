import { Link, NavLink } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { useViewer } from '../member/useViewer.ts';
import { ViewerMenu } from '../member/ViewerMenu.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';
import { UploadButton } from '../upload/UploadButton.tsx';
import { StorageMeter } from '../usage/StorageMeter.tsx';
import css from './TopBar.module.css';

/** Where one is, how full it is, and the one thing to do. */
export function TopBar() {
  const t = useT();
  const { storage } = useViewer();
  return (
    <header className={css.bar} data-top-bar>
      <Link to="/" className={css.home} aria-label={t('app.home')}>
        <Wordmark height={28} />
      </Link>
      <nav className={css.nav} aria-label={t('app.nav')}>
        <NavLink to="/" end className={css.link}>
          {t('app.photos')}
        </NavLink>
        <NavLink to="/albums" className={css.link}>
          {t('app.albums')}
        </NavLink>
      </nav>
      <div className={css.end}>
        <div className={css.storage}>
          <StorageMeter storage={storage} look="bar" />
        </div>
        <UploadButton />
        <ViewerMenu />
      </div>
    </header>
  );
}
