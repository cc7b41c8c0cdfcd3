import type { ReactNode } from 'react';
import css from './Empty.module.css';

interface EmptyProps {
  title: string;
  /** At most one sentence more. */
  text?: string;
  /** The one thing to do. */
  action?: ReactNode;
  /** The page has no other heading. */
  heading?: boolean;
}

/** What stands where there is nothing to show: a drawing of three tiles, a line and one action. */
export function Empty({ title, text, action, heading = false }: EmptyProps) {
  const Title = heading ? 'h1' : 'h2';
  return (
    <div className={css.empty}>
      <svg aria-hidden="true" className={css.drawing} viewBox="0 0 132 88" fill="none">
        <rect
          className={css.tileBack}
          x="8"
          y="24"
          width="46"
          height="46"
          rx="6"
          transform="rotate(-9 31 47)"
        />
        <rect
          className={css.tileBack}
          x="78"
          y="22"
          width="46"
          height="46"
          rx="6"
          transform="rotate(8 101 45)"
        />
        <rect className={css.tileFront} x="39" y="16" width="54" height="54" rx="6" />
        <path
          className={css.hill}
          d="m46 62 12.5-13a4 4 0 0 1 5.8 0L76.5 62M69 54.5l4.7-4.8a4 4 0 0 1 5.7 0L86 56.5"
        />
        <circle className={css.sun} cx="78" cy="31" r="4.5" />
      </svg>
      <Title className={css.title}>{title}</Title>
      {text ? <p className={css.text}>{text}</p> : null}
      {action ? <div className={css.action}>{action}</div> : null}
    </div>
  );
}
