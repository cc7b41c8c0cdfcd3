import { useEffect, useId, useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogActions } from '../ui/Dialog.tsx';
import css from './KeyHelpDialog.module.css';
import { keyCaps } from './key-caps.ts';
import { shortcuts } from './shortcuts.ts';
import { setSingleKeys, useSingleKeys } from './single-keys.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** The map of keys, and the switch for those of one character. */
export function KeyHelpDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const on = useSingleKeys();
  const hint = useId();
  const map = useRef<HTMLDivElement>(null);
  // The switch at the end is the first that takes the focus, and would scroll the map away on a phone.
  useEffect(() => {
    map.current?.focus({ preventScroll: true });
    map.current?.closest('dialog')?.scrollTo({ top: 0, behavior: 'instant' });
  }, []);
  const titles = {
    everywhere: t('keys.everywhere'),
    grid: t('keys.grid'),
    viewer: t('keys.viewer'),
    trash: t('app.trash'),
  };
  const groups = Map.groupBy(Object.entries(shortcuts), ([, { group }]) => group);
  return (
    <Dialog title={t('keys.title')} wide onClose={onClose}>
      <div ref={map} tabIndex={-1} className={css.groups}>
        {[...groups].map(([group, entries]) => (
          <section key={group}>
            <h3 className={css.title}>{titles[group]}</h3>
            <dl className={css.list}>
              {entries.map(([id, { keys, label }]) => (
                <div key={id} className={css.line}>
                  <dt>{t(label)}</dt>
                  <dd className={css.keys}>
                    {keyCaps(keys, isApple).map((caps) => (
                      <span key={caps.join('+')} className={css.key}>
                        {caps.map((cap) => (
                          <kbd key={cap} className={css.cap}>
                            {cap}
                          </kbd>
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className={css.switch}>
        <input
          type="checkbox"
          checked={on}
          aria-describedby={hint}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
        <span>
          {t('keys.single')}
          <span id={hint} className={css.hint}>
            {t('keys.singleHint')}
          </span>
        </span>
      </label>
      <DialogActions>
        <Button onClick={onClose}>{t('app.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
