import { useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { useEmptyTrash } from './useEmptyTrash.ts';

interface EmptyTrashDialogProps {
  count: number;
  bytes: number;
  onClose: () => void;
}

/** The question before everything in the trash goes for good. */
export function EmptyTrashDialog({ count, bytes, onClose }: EmptyTrashDialogProps) {
  const t = useT();
  const emptyTrash = useEmptyTrash();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await emptyTrash();
    onClose();
  };
  return (
    <Dialog title={t('trash.emptyQuestion')} onClose={onClose}>
      <p>{t('trash.emptyWarning', { count, bytes })}</p>
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button variant="danger" busy={busy} onClick={() => void confirm()}>
          {t('trash.empty')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
