import { useEffect } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import buttonCss from '../ui/Button.module.css';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';

/** An address that leads nowhere, or to what is no longer there. */
export function NotFoundPage() {
  const t = useT();
  const title = t('app.notFoundTitle');
  useEffect(() => {
    document.title = `${title} · Pic-up`;
  }, [title]);
  return (
    <Empty
      heading
      title={title}
      text={t('app.notFoundText')}
      action={
        <Link to="/albums" className={cx(buttonCss.button, buttonCss.plain)}>
          {t('app.notFoundAction')}
        </Link>
      }
    />
  );
}

/** Pic-up does not answer. */
export function AwayPage({ onRetry }: { onRetry: () => void }) {
  const t = useT();
  return (
    <Empty
      heading
      title={t('app.awayTitle')}
      text={t('app.awayText')}
      action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
    />
  );
}

/** The page itself has failed. */
export function BrokenPage({ onRetry }: { onRetry: () => void }) {
  const t = useT();
  return (
    <Empty
      heading
      title={t('app.brokenTitle')}
      text={t('app.brokenText')}
      action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
    />
  );
}
