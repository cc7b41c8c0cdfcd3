import { useCallback, useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useAlbumPicker } from '../album/AlbumPicker.tsx';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import buttonCss from '../ui/Button.module.css';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { useToast } from '../ui/Toast.tsx';
import { useUploads } from '../upload/UploadsContext.ts';
import css from './SharePage.module.css';
import { forgetShared, type SharedFile, sharedFiles, takeShared } from './shared-files.ts';
import { sourceOfShared } from './shared-sources.ts';

/** Where files from other apps arrive: asks for their album and uploads them. */
export function SharePage() {
  const t = useT();
  const toast = useToast();
  const navigate = useNavigate();
  const pickAlbum = useAlbumPicker();
  const uploads = useUploads();
  const [failed] = useSearchParams();
  const [waiting, setWaiting] = useState<readonly SharedFile[] | null>(null);
  const asked = useRef(false);

  useEffect(() => {
    document.title = `${t('share.title')} · Pic-up`;
    const show = (files: readonly SharedFile[]) => setWaiting(files.filter(({ isTaken }) => !isTaken));
    sharedFiles().then(show, () => show([]));
  }, [t]);

  const engine = uploads?.engine;
  const chooseAlbum = useCallback(async () => {
    const album = waiting === null ? null : await pickAlbum();
    if (album === null || waiting === null || !engine) return;
    // Noted first: a page that closes right after still goes on with them.
    await takeShared(waiting.map(({ id }) => id)).catch(() => undefined);
    engine.add(waiting.map(sourceOfShared), album);
    await navigate(`/albums/${album.id}`, { replace: true });
  }, [waiting, pickAlbum, engine, navigate]);

  // It is why the person came; the button is for those who closed the question.
  useEffect(() => {
    if (asked.current || !engine || waiting === null || waiting.length === 0) return;
    asked.current = true;
    void chooseAlbum();
  }, [engine, waiting, chooseAlbum]);

  const discard = async () => {
    await forgetShared((waiting ?? []).map(({ id }) => id)).catch(() => undefined);
    toast({ text: t('share.discarded') });
    await navigate('/', { replace: true });
  };

  if (waiting === null) return null;
  if (waiting.length === 0) {
    return (
      <Empty
        heading
        title={failed.has('failed') ? t('share.failedTitle') : t('share.noneTitle')}
        text={failed.has('failed') ? t('share.failedText') : t('share.noneText')}
        action={
          <Link to="/" className={cx(buttonCss.button, buttonCss.plain)}>
            {t('share.toPhotos')}
          </Link>
        }
      />
    );
  }
  return (
    <Empty
      heading
      title={t('share.waiting', { count: waiting.length })}
      text={t('share.waitingText')}
      action={
        <div className={css.actions}>
          <Button variant="primary" busy={!engine} onClick={() => void chooseAlbum()}>
            {t('share.choose')}
          </Button>
          <Button variant="quiet" onClick={() => void discard()}>
            {t('share.discard')}
          </Button>
        </div>
      }
    />
  );
}
