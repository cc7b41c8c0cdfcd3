import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useToast } from '../ui/Toast.tsx';
import { NameForm } from './NameForm.tsx';
import css from './NewAlbumCard.module.css';
import { useCreateAlbum } from './useCreateAlbum.ts';

interface NewAlbumCardProps {
  /** Ready to type: there is nothing else to do on the page. */
  startOpen: boolean;
}

/** The first card: an album that is not there yet. */
export function NewAlbumCard({ startOpen }: NewAlbumCardProps) {
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  const createAlbum = useCreateAlbum();
  const [open, setOpen] = useState(startOpen);
  const [busy, setBusy] = useState(false);

  const create = async (name: string) => {
    setBusy(true);
    try {
      const album = await createAlbum(name);
      navigate(`/albums/${album.id}`);
    } catch {
      setBusy(false);
      toast({ text: t('albums.createFailed'), kind: 'error' });
    }
  };

  return (
    <li className={css.card}>
      {open ? (
        <div className={css.face}>
          <NameForm
            label={t('albums.newName')}
            submitLabel={t('albums.create')}
            busy={busy}
            className={css.form}
            onSubmit={(name) => void create(name)}
            onCancel={() => setOpen(false)}
          />
        </div>
      ) : (
        <button type="button" className={css.face} onClick={() => setOpen(true)}>
          <Icon name="plus" size={32} />
          <span>{t('albums.new')}</span>
        </button>
      )}
    </li>
  );
}
