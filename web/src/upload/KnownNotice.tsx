import { useId } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import type { UploadEngine } from './engine/upload-engine.ts';
import css from './TrayNotice.module.css';

/** Asks once what becomes of all files that the library has already. */
export function KnownNotice({ engine, count }: { engine: UploadEngine; count: number }) {
  const t = useT();
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form; these are two buttons.
    <div className={css.notice} role="group" aria-labelledby={id}>
      <p id={id}>{t('upload.known', { count })}</p>
      <div className={css.actions}>
        <Button onClick={() => engine.known.decide('skip')}>{t('upload.skipKnown')}</Button>
        <Button variant="quiet" onClick={() => engine.known.decide('add')}>
          {t('upload.addKnown')}
        </Button>
      </div>
    </div>
  );
}
