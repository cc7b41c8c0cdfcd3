import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './OfflineBanner.module.css';
import { useOnline } from './useOnline.ts';

/** One line while the device has no network. */
export function OfflineBanner() {
  const t = useT();
  const online = useOnline();
  return (
    <div role="status" className={css.place}>
      {online ? null : (
        <p className={css.banner}>
          <Icon name="offline" size={18} />
          {t('app.offline')}
        </p>
      )}
    </div>
  );
}
