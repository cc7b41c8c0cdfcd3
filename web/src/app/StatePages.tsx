import { useEffect, useEffectEvent } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import buttonCss from '../ui/Button.module.css';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { useOnline } from './useOnline.ts';

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

/** Pic-up does not answer; asked again by itself when the network is back. */
export function AwayPage({ onRetry }: { onRetry: () => void }) {
  const t = useT();
  const online = useOnline();
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const onOnline = () => retry();
    window.addEventListener('online', onOnline);
    return () => window.removeEventListener('online', onOnline);
  }, []);
  return (
    <Empty
      heading
      title={online ? t('app.awayTitle') : t('app.offlineTitle')}
      text={online ? t('app.awayText') : t('app.offlineText')}
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
