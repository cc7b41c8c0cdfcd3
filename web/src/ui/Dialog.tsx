import { type ReactNode, useId, useRef } from 'react';
import { cx } from '../lib/cx.ts';
import css from './Dialog.module.css';
import { useModal } from './top-layer.ts';

interface DialogProps {
  title: string;
  /** Room for two columns. */
  wide?: boolean;
  children: ReactNode;
  /** Esc, a click beside it, or one of its own buttons. */
  onClose(): void;
}

/**
 * A question that comes before everything else. The browser keeps the focus inside and gives it back to where it was.
 * Render it while it should be open.
 */
export function Dialog({ title, wide = false, children, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useModal(ref);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that beside the sheet; for keys there is Esc.
    <dialog
      ref={ref}
      data-sheet
      className={cx(css.dialog, wide && css.wide)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css.sheet}>
        <h2 id={titleId} className={css.title}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

/** The row of answers at a dialog's foot. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={css.actions}>{children}</div>;
}
