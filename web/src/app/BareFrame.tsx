import type { ReactNode } from 'react';
import { Wordmark } from '../ui/Wordmark.tsx';
import css from './BareFrame.module.css';

/** The frame of a page of which it is not known whose it is: the name and nothing to press. */
export function BareFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <header className={css.bar}>
        <Wordmark height={28} />
      </header>
      <main>{children}</main>
    </>
  );
}
