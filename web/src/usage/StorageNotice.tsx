import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';
import css from './StorageNotice.module.css';

/** Less than a photo's worth of space counts as none. */
const full = 2 * 1024 * 1024;

/** One line above the page when nothing more fits. */
export function StorageNotice({ storage }: { storage: StorageMeter_StorageFragment }) {
  const t = useT();
  if (storage.limitBytes - storage.usedBytes >= full) return null;
  return (
    <p className={css.notice} role="status">
      <Icon name="alert" size={18} />
      {t('usage.full')}
    </p>
  );
}
