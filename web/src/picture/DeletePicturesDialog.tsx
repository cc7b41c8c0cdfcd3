import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';

interface DeletePicturesDialogProps {
  count: number;
  onConfirm: () => void;
  onClose: () => void;
}

/** The question before pictures go for good. */
export function DeletePicturesDialog({ count, onConfirm, onClose }: DeletePicturesDialogProps) {
  const t = useT();
  return (
    <Dialog title={t('delete.title', { count })} onClose={onClose}>
      <p>{t('delete.text')}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button variant="danger" onClick={onConfirm}>
          {t('delete.confirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
