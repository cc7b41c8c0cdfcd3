import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { SelectButton } from '../picture/SelectButton.tsx';
import type { Selection } from '../picture/useSelection.ts';
import { Button } from '../ui/Button.tsx';
import { TrashedStorageDocument } from '../usage/TrashedStorage.generated.ts';
import { EmptyTrashDialog } from './EmptyTrashDialog.tsx';
import css from './TrashHeading.module.css';

interface TrashHeadingProps {
  count: number;
  /** Null while there is nothing to choose from. */
  selection: Selection | null;
}

/** What the trash is, how much of the storage lies in it, and how it is emptied. */
export function TrashHeading({ count, selection }: TrashHeadingProps) {
  const t = useT();
  const [emptying, setEmptying] = useState(false);
  const { data } = useQuery(TrashedStorageDocument, { fetchPolicy: 'cache-and-network' });
  const bytes = data?.viewer?.storage.trashedBytes ?? 0;
  return (
    <header className={css.heading}>
      <div className={css.words}>
        <h1 className={css.title}>{t('app.trash')}</h1>
        {count > 0 ? (
          <div className={css.text}>
            <p>{t('trash.rule')}</p>
            <p className={css.bytes}>{bytes > 0 ? t('trash.bytes', { bytes }) : null}</p>
          </div>
        ) : null}
      </div>
      {selection ? (
        <div className={css.actions}>
          <SelectButton selection={selection} />
          <Button className={css.empty} onClick={() => setEmptying(true)}>
            {t('trash.empty')}
          </Button>
        </div>
      ) : null}
      {emptying ? <EmptyTrashDialog count={count} bytes={bytes} onClose={() => setEmptying(false)} /> : null}
    </header>
  );
}
