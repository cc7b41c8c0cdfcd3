import { NavLink } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './TabBar.module.css';

/** The main places at the thumb's height; on phones only. */
export function TabBar() {
  const t = useT();
  return (
    <nav className={css.bar} aria-label={t('app.nav')}>
      <NavLink to="/" end className={css.tab}>
        <Icon name="photos" />
        {t('app.photos')}
      </NavLink>
      <NavLink to="/albums" className={css.tab}>
        <Icon name="albums" />
        {t('app.albums')}
      </NavLink>
      <NavLink to="/trash" className={css.tab}>
        <Icon name="trash" />
        {t('app.trash')}
      </NavLink>
    </nav>
  );
}
