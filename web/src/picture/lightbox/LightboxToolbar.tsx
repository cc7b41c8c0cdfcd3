import { useFormat, useT } from '../../i18n/I18n.tsx';
import { IconButton } from '../../ui/Button.tsx';
import type { GridPicture } from '../grid-items.ts';
import type { PictureAction } from '../picture-actions.ts';
import css from './LightboxToolbar.module.css';

interface LightboxToolbarProps {
  picture: GridPicture | null;
  /** In the list, from 0; -1 while it is not known. */
  index: number;
  count: number;
  actions: readonly PictureAction[];
  infoOpen: boolean;
  onClose: () => void;
  onInfo: () => void;
  onZoom: () => void;
  onFullScreen: () => void;
  onAction: (action: PictureAction) => void;
}

/** What can be done with the picture shown. */
export function LightboxToolbar(props: LightboxToolbarProps) {
  const { picture, index, count, actions, infoOpen } = props;
  const t = useT();
  const format = useFormat();
  const ready = picture?.state === 'READY';
  const position = `${format.number(index + 1)} / ${format.number(count)}`;
  return (
    <div className={css.bar} role="toolbar" aria-label={t('lightbox.label')}>
      <IconButton icon="back" label={t('lightbox.close')} onClick={props.onClose} />
      <p className={css.position} role="status">
        {index >= 0 ? (
          <>
            <span aria-hidden="true">{position}</span>
            <span className="visually-hidden">
              {picture?.filename}, {t('lightbox.position', { index: index + 1, count })}
            </span>
          </>
        ) : null}
      </p>
      <div className={css.actions}>
        {ready && picture.kind === 'IMAGE' ? (
          <IconButton icon="zoomIn" label={t('lightbox.zoom')} className={css.wide} onClick={props.onZoom} />
        ) : null}
        {document.fullscreenEnabled ? (
          <IconButton
            icon="fullScreen"
            label={t('lightbox.fullScreen')}
            className={css.wide}
            onClick={props.onFullScreen}
          />
        ) : null}
        <IconButton icon="info" label={t('lightbox.info')} aria-pressed={infoOpen} onClick={props.onInfo} />
        {actions.map((action) => (
          <IconButton
            key={action.id}
            icon={action.icon}
            label={action.label}
            onClick={() => props.onAction(action)}
          />
        ))}
      </div>
    </div>
  );
}
