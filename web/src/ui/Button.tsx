import type { ComponentProps } from 'react';
import { cx } from '../lib/cx.ts';
import css from './Button.module.css';
import { Icon, type IconName } from './Icon.tsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** One primary button on a screen: the filled one. */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: IconName;
  /** The action is under way: the button stays as wide as it is and takes no second click. */
  busy?: boolean;
}

/** A button with words. */
export function Button({ variant = 'plain', icon, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={cx(css.button, css[variant], busy && css.busy, className)}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
    >
      {icon ? <Icon name={icon} size={20} /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  icon: IconName;
  /** What it does; the name for screen readers and the tip for the mouse. */
  label: string;
  size?: number;
}

/** A round button that shows a drawing only. Its target is 44 px. */
export function IconButton({ icon, label, size = 22, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" title={label} aria-label={label} {...rest} className={cx(css.icon, className)}>
      <Icon name={icon} size={size} />
    </button>
  );
}
