import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import { Button } from '../ui/Button.tsx';
import css from './NameForm.module.css';

interface NameFormProps {
  label: string;
  initial?: string;
  /** With it there is a button; without, leaving the field saves. */
  submitLabel?: string;
  busy?: boolean;
  className?: string;
  inputClassName?: string;
  onSubmit: (name: string) => void;
  /** Absent where there is nothing to go back to. */
  onCancel?: () => void;
}

/** The most characters that an album's name may have. */
const longest = 100;

/** A name, typed in its place. Enter saves, Esc leaves everything as it was. */
export function NameForm(props: NameFormProps) {
  const {
    label,
    initial = '',
    submitLabel,
    busy = false,
    className,
    inputClassName,
    onSubmit,
    onCancel,
  } = props;
  const t = useT();
  const [name, setName] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  const settled = useRef(false);
  const trimmed = name.trim();

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const save = () => {
    if (settled.current) return;
    if (trimmed === '') {
      cancel();
      return;
    }
    settled.current = submitLabel === undefined;
    onSubmit(trimmed);
  };
  const cancel = () => {
    if (!onCancel) return;
    settled.current = true;
    onCancel();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (trimmed !== '') save();
  };

  return (
    <form className={cx(css.form, className)} onSubmit={submit}>
      <input
        ref={input}
        className={cx(css.input, inputClassName)}
        aria-label={label}
        placeholder={label}
        value={name}
        maxLength={longest * 2}
        readOnly={busy}
        onChange={(event) => setName([...event.target.value].slice(0, longest).join(''))}
        onKeyDown={(event) => {
          // Esc ends the composing of a Korean letter first.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
            event.stopPropagation();
            cancel();
          }
        }}
        onBlur={(event) => {
          if (submitLabel === undefined) save();
          else if (trimmed === '' && !event.currentTarget.form?.contains(event.relatedTarget)) cancel();
        }}
      />
      {submitLabel ? (
        <div className={css.actions}>
          {onCancel ? (
            <Button variant="quiet" onClick={cancel}>
              {t('app.cancel')}
            </Button>
          ) : null}
          <Button type="submit" busy={busy} disabled={trimmed === ''}>
            {submitLabel}
          </Button>
        </div>
      ) : null}
    </form>
  );
}
