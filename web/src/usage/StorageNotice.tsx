import { useQuery } from '@apollo/client/react';
import { Link, useLocation } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { isFull } from './is-full.ts';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';
import css from './StorageNotice.module.css';
import { TrashedStorageDocument } from './TrashedStorage.generated.ts';

/** One line above the page when nothing more fits, and what helps at once where something does. */
export function StorageNotice({ storage }: { storage: StorageMeter_StorageFragment }) {
  const t = useT();
  const { pathname } = useLocation();
  const full = isFull(storage);
  const { data } = useQuery(TrashedStorageDocument, { fetchPolicy: 'cache-and-network', skip: !full });
  if (!full) return null;
  const bytes = data?.viewer?.storage.trashedBytes ?? 0;
  return (
    <p className={css.notice} role="status">
      <Icon name="alert" size={18} />
      <span>
        {bytes > 0 ? t('usage.fullWithTrash', { bytes }) : t('usage.full')}
        {bytes > 0 && pathname !== '/trash' ? (
          <>
            {' '}
            <Link to="/trash" className={css.link}>
              {t('usage.openTrash')}
            </Link>
          </>
        ) : null}
      </span>
    </p>
  );
}
