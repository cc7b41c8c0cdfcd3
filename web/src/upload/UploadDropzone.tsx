import { type AlbumOnScreen, useCurrentAlbum } from '../album/CurrentAlbum.tsx';
import { type Translate, useT } from '../i18n/I18n.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './UploadDropzone.module.css';
import { useUploads } from './UploadsContext.ts';

function dropWords(t: Translate, album: AlbumOnScreen | null): string {
  if (!album) return t('upload.dropAnywhere');
  return album.name === null ? t('upload.dropHere') : t('upload.dropInto', { album: album.name });
}

/** What lies over the page while files are dragged across it. */
export function UploadDropzone() {
  const t = useT();
  const uploads = useUploads();
  const album = useCurrentAlbum();
  if (!uploads?.isDragging) return null;
  return (
    <div className={css.veil}>
      <div className={css.frame}>
        <Icon name="upload" size={40} />
        <p className={css.words}>{dropWords(t, album)}</p>
      </div>
    </div>
  );
}
