import { GridSkeleton } from '../picture/GridSkeleton.tsx';
import { useFirstScreen } from '../timeline/useFirstScreen.ts';
import { Wordmark } from '../ui/Wordmark.tsx';
import css from './WaitingPage.module.css';

/** The frame of a page while it is found out who is there. On a quick network nobody sees it. */
export function WaitingPage() {
  useFirstScreen(true);
  return (
    <>
      <header className={css.bar}>
        <Wordmark height={28} />
      </header>
      <main>
        <GridSkeleton />
      </main>
    </>
  );
}
