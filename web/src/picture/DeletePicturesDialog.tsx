import { useFormat, useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import type { GridPicture } from './grid-items.ts';

interface DeletePicturesDialogProps {
  pictures: readonly GridPicture[];
  onConfirm: () => void;
  onClose: () => void;
}

/** The question before pictures go for good. */
export function DeletePicturesDialog({ pictures, onConfirm, onClose }: DeletePicturesDialogProps) {
  const t = useT();
  const format = useFormat();
  return (
    <Dialog title={t('delete.title', { count: pictures.length })} onClose={onClose}>
      <p>{t('delete.text')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button
          variant="danger"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {t('delete.confirm')}
          {pictures.length > 1 ? ` (${format.number(pictures.length)})` : ''}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
