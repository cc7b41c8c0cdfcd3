import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '../lib/cx.ts';
import css from './TextField.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string;
  /** What is wrong and what to do about it. */
  error?: string | null;
  /** What helps to fill it in. Hidden while there is an error. */
  hint?: string | null;
  /** A button inside the field, at its end. */
  end?: ReactNode;
}

/** A line of text with its label above and what is wrong with it beneath. */
export function TextField({ label, error, hint, end, className, ...rest }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <div className={cx(css.box, error && css.wrong)}>
        <input
          {...rest}
          id={id}
          className={css.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
        />
        {end}
      </div>
      <p id={noteId} className={error ? css.error : css.hint} role={error ? 'alert' : undefined}>
        {note}
      </p>
    </div>
  );
}
