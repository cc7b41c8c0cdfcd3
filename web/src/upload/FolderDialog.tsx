import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import css from './FolderDialog.module.css';
import type { FolderQuestion } from './useAddUploads.ts';

/** Asks whether folders become albums. */
export function FolderDialog({ question }: { question: FolderQuestion }) {
  const t = useT();
  const { album, answer } = question;
  return (
    <Dialog title={t('upload.folderTitle')} onClose={() => answer(null)}>
      <p>{t('upload.folderText')}</p>
      <div className={css.choices}>
        <Button variant="primary" onClick={() => answer('one')}>
          {album?.name ? t('upload.folderInto', { album: album.name }) : t('upload.folderOne')}
        </Button>
        <Button onClick={() => answer('each')}>{t('upload.folderAlbums')}</Button>
        <Button variant="quiet" onClick={() => answer(null)}>
          {t('app.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
