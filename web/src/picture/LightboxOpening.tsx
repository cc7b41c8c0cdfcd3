import { useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { useModal } from '../ui/top-layer.ts';
import { keepEarlyKey } from './early-keys.ts';
import css from './LightboxOpening.module.css';

/** The dark room before the lightbox's code is there: it takes the focus, and keeps what is pressed for the lightbox. */
export function LightboxOpening({ onClose }: { onClose: () => void }) {
  const t = useT();
  const root = useRef<HTMLDialogElement>(null);
  useModal(root);
  return (
    <dialog
      ref={root}
      tabIndex={-1}
      className={css.room}
      aria-label={t('lightbox.label')}
      aria-busy="true"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') keepEarlyKey(event.nativeEvent);
      }}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    />
  );
}
