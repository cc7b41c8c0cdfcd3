import { useEffect } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Wordmark } from '../ui/Wordmark.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { SignInForm } from './SignInForm.tsx';
import { TileWall } from './TileWall.tsx';
import css from './VisitorPage.module.css';

/** What a visitor sees: a wall of colours that photos leave behind, and the door. */
export function VisitorPage() {
  const t = useT();
  useEffect(() => {
    document.title = 'Pic-up';
  }, []);
  return (
    <div className={css.page}>
      <TileWall />
      <main className={css.side}>
        <header className={css.top}>
          <Wordmark height={30} />
          <LanguageSwitch label={t('account.language')} />
        </header>
        <SignInForm />
      </main>
    </div>
  );
}
