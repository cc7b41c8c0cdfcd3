import { useFormat, useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import type { StorageMeter_StorageFragment } from './StorageMeter.generated.ts';
import css from './StorageMeter.module.css';

/** From this share on the meter speaks up by itself. */
const nearly = 0.9;

interface StorageMeterProps {
  storage: StorageMeter_StorageFragment;
  /** `bar` is thin and says its words on hover; `words` says them always. */
  look: 'bar' | 'words';
}

/** How full the member's storage is; what is on its way shows in a lighter tone. */
export function StorageMeter({ storage, look }: StorageMeterProps) {
  const t = useT();
  const format = useFormat();
  const { limitBytes, usedBytes, reservedBytes } = storage;
  const share = (bytes: number) => (limitBytes > 0 ? Math.min(1, bytes / limitBytes) : 1);
  const taken = share(usedBytes + reservedBytes);
  const left = Math.max(0, limitBytes - usedBytes - reservedBytes);
  const words = t('usage.ofLimit', { used: usedBytes, limit: limitBytes });
  const more = reservedBytes > 0 ? t('usage.reserved', { reserved: reservedBytes }) : null;
  // Anything at all is at least a dot, so that the first photo shows.
  const width = (bytes: number) => (bytes > 0 ? `max(3px, ${share(bytes) * 100}%)` : '0');

  return (
    <div className={cx(css.meter, css[look], taken >= nearly && css.nearly)}>
      {look === 'bar' && taken >= nearly ? (
        <span className={css.alarm}>{t('usage.nearlyFull', { left })}</span>
      ) : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot show two parts. */}
      <div
        className={css.track}
        role="meter"
        aria-label={t('usage.label')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(taken * 100)}
        aria-valuetext={[`${words} (${format.percent(taken)})`, more].filter(Boolean).join(' · ')}
      >
        <span className={css.used} style={{ width: width(usedBytes) }} />
        <span className={css.reserved} style={{ width: width(reservedBytes) }} />
      </div>
      <span className={css.text} aria-hidden="true">
        {words}
        {more ? <span>{more}</span> : null}
      </span>
    </div>
  );
}
