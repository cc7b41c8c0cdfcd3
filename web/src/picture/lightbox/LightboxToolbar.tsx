import { useFormat, useT } from '../../i18n/I18n.tsx';
import { cx } from '../../lib/cx.ts';
import buttonCss from '../../ui/Button.module.css';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import type { GridPicture } from '../grid-items.ts';
import type { PictureAction } from '../picture-actions.ts';
import css from './LightboxToolbar.module.css';

interface LightboxToolbarProps {
  picture: GridPicture | null;
  /** In the list, from 0; -1 while it is not known. */
  index: number;
  count: number;
  actions: readonly PictureAction[];
  /** It is in the trash, wherever it is looked at from. */
  trashed: boolean;
  infoOpen: boolean;
  /** The slideshow runs. */
  playing: boolean;
  /** The row of thumbnails is there. */
  filmstrip: boolean;
  onClose: () => void;
  onInfo: () => void;
  onZoom: () => void;
  onFullScreen: () => void;
  onTurn: (() => void) | undefined;
  onSlideshow: (() => void) | undefined;
  onFilmstrip: () => void;
  onAction: (action: PictureAction) => void;
}

/** Where the bar has room for what is needed most, and the menu takes the rest. */
const narrow = '(max-width: 559px)';
/** The same with the info panel beside it, or below. */
const narrowWithInfo = '(max-width: 559px), (min-width: 720px) and (max-width: 899px)';
const inBar = new Set(['download', 'trash', 'restore', 'remove']);

/** What can be done with the picture shown. */
export function LightboxToolbar(props: LightboxToolbarProps) {
  const { picture, index, count, actions, infoOpen, playing, filmstrip } = props;
  const isNarrow = useMedia(infoOpen ? narrowWithInfo : narrow);
  // The words that it is in the trash need the room of one button.
  const barred = actions.filter(
    ({ id }) => !isNarrow || (inBar.has(id) && !(props.trashed && id === 'download')),
  );
  const t = useT();
  const format = useFormat();
  const ready = picture?.state === 'READY';
  const position = `${format.number(index + 1)} / ${format.number(count)}`;
  return (
    <div className={cx(css.bar, isNarrow && css.narrow)} role="toolbar" aria-label={t('lightbox.label')}>
      <IconButton icon="back" label={t('lightbox.close')} onClick={props.onClose} />
      <p className={css.position} role="status" aria-live={playing ? 'off' : 'polite'}>
        {index >= 0 ? (
          <>
            <span aria-hidden="true">{position}</span>
            <span className="visually-hidden">
              {picture?.filename}, {t('lightbox.position', { index: index + 1, count })}
            </span>
          </>
        ) : null}
        {props.trashed ? <span className={css.trashed}>{t('lightbox.trashed')}</span> : null}
      </p>
      <div className={css.actions}>
        {playing ? (
          <IconButton icon="pause" label={t('lightbox.slideshowStop')} onClick={props.onSlideshow} />
        ) : null}
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
        {picture ? (
          <IconButton icon="info" label={t('lightbox.info')} aria-pressed={infoOpen} onClick={props.onInfo} />
        ) : null}
        {barred.map((action) => (
          <IconButton
            key={action.id}
            icon={action.icon}
            label={action.label}
            onClick={() => props.onAction(action)}
          />
        ))}
        {picture ? (
          <Menu
            label={t('lightbox.more')}
            button={<Icon name="more" size={22} />}
            buttonClassName={cx(buttonCss.icon, css.more)}
          >
            {props.onSlideshow ? (
              <MenuItem icon={playing ? 'pause' : 'play'} onSelect={props.onSlideshow}>
                {playing ? t('lightbox.slideshowStop') : t('lightbox.slideshow')}
              </MenuItem>
            ) : null}
            {props.onTurn ? (
              <MenuItem icon="turn" onSelect={props.onTurn}>
                {t('lightbox.turn')}
              </MenuItem>
            ) : null}
            {actions.map((action) =>
              barred.includes(action) ? null : (
                <MenuItem key={action.id} icon={action.icon} onSelect={() => props.onAction(action)}>
                  {action.label}
                </MenuItem>
              ),
            )}
            <MenuItem icon="albums" onSelect={props.onFilmstrip}>
              {filmstrip ? t('lightbox.thumbnailsHide') : t('lightbox.thumbnailsShow')}
            </MenuItem>
          </Menu>
        ) : null}
      </div>
    </div>
  );
}
