import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import { TrashedOfAlbumDocument } from './DeleteAlbum.generated.ts';
import { useDeleteAlbum } from './useDeleteAlbum.ts';

interface DeleteAlbumDialogProps {
  album: { id: string; name: string; pictureCount: number };
  onClose: () => void;
  onDeleted?: () => void;
}

/** The question before an album goes, with what goes with it. */
export function DeleteAlbumDialog({ album, onClose, onDeleted }: DeleteAlbumDialogProps) {
  const t = useT();
  const deleteAlbum = useDeleteAlbum();
  const [busy, setBusy] = useState(false);
  const { data } = useQuery(TrashedOfAlbumDocument, {
    variables: { id: album.id },
    fetchPolicy: 'network-only',
  });
  const trashed = data?.album?.trashedCount ?? 0;

  const confirm = async () => {
    setBusy(true);
    const gone = await deleteAlbum(album);
    onClose();
    if (gone) onDeleted?.();
  };

  return (
    <Dialog title={t('album.deleteTitle', { name: album.name })} onClose={onClose}>
      <p>
        {t('album.deleteText', { count: album.pictureCount })}
        {trashed > 0 ? ` ${t('album.deleteTrashed', { count: trashed })}` : ''}
      </p>
      <DialogActions>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button variant="danger" busy={busy} onClick={() => void confirm()}>
          {t('album.deleteConfirm')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
