import { useQuery } from '@apollo/client/react';
import { useT } from '../i18n/I18n.tsx';
import { TrashedStorageDocument } from './TrashedStorage.generated.ts';
import css from './TrashedStorage.module.css';

/** How much of what is stored lies in the trash; nothing where that is empty. */
export function TrashedStorage() {
  const t = useT();
  const { data } = useQuery(TrashedStorageDocument, { fetchPolicy: 'cache-and-network' });
  const bytes = data?.viewer?.storage.trashedBytes ?? 0;
  return bytes > 0 ? <span className={css.words}>{t('usage.trashed', { bytes })}</span> : null;
}
