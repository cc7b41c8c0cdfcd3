import { useT } from '../i18n/I18n.tsx';
import { Empty } from '../ui/Empty.tsx';
import css from './FirstAlbum.module.css';
import { NameForm } from './NameForm.tsx';
import { useStartAlbum } from './useStartAlbum.ts';

/** The list of albums before there is one: the only thing to do is to name the first. */
export function FirstAlbum() {
  const t = useT();
  const { start, busy } = useStartAlbum();
  return (
    <Empty
      heading
      title={t('albums.emptyTitle')}
      text={t('albums.emptyText')}
      action={
        <NameForm
          label={t('albums.newName')}
          submitLabel={t('albums.create')}
          busy={busy}
          className={css.form}
          onSubmit={start}
        />
      }
    />
  );
}
