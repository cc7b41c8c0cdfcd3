import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { isFull } from './is-full.ts';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';
import css from './StorageNotice.module.css';

/** One line above the page when nothing more fits. */
export function StorageNotice({ storage }: { storage: StorageMeter_StorageFragment }) {
  const t = useT();
  if (!isFull(storage)) return null;
  return (
    <p className={css.notice} role="status">
      <Icon name="alert" size={18} />
      {t('usage.full')}
    </p>
  );
}
