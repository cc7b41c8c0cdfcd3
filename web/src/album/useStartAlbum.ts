import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { useToast } from '../ui/Toast.tsx';
import { useCreateAlbum } from './useCreateAlbum.ts';

/** Makes an album and goes into it; says so where that fails, and what was typed stays. */
export function useStartAlbum(): { start: (name: string) => void; busy: boolean } {
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  const createAlbum = useCreateAlbum();
  const [busy, setBusy] = useState(false);
  const start = useCallback(
    (name: string) => {
      setBusy(true);
      createAlbum(name)
        .then((album) => navigate(`/albums/${album.id}`))
        .catch(() => {
          setBusy(false);
          toast({ text: t('albums.createFailed'), kind: 'error' });
        });
    },
    [createAlbum, navigate, toast, t],
  );
  return { start, busy };
}
