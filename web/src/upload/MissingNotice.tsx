import { useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { useToast } from '../ui/Toast.tsx';
import type { UploadEngine } from './engine/upload-engine.ts';
import { sourcesOfFiles } from './sources/chosen-sources.ts';
import css from './TrayNotice.module.css';
import type { Uploads } from './UploadsContext.ts';

interface MissingNoticeProps {
  uploads: Uploads;
  engine: UploadEngine;
  count: number;
}

/** Offers what an earlier page left: to go on where the browser kept the way, else to choose the same files again. */
export function MissingNotice({ uploads, engine, count }: MissingNoticeProps) {
  const t = useT();
  const toast = useToast();
  const input = useRef<HTMLInputElement>(null);
  const { canReopen, reopen } = uploads;

  const adopt = (files: Iterable<File>) => {
    const found = engine.adoptAll(sourcesOfFiles(files));
    toast({ text: found > 0 ? t('upload.foundAgain', { found }) : t('upload.noneFound') });
  };
  const discard = () => {
    for (const item of [...engine.list.all()]) if (item.state.name === 'missing') engine.cancel(item.id);
  };
  return (
    <div className={css.notice}>
      <p>{t('upload.missing', { count })}</p>
      <div className={css.actions}>
        {canReopen ? <Button onClick={() => void reopen()}>{t('upload.goOn')}</Button> : null}
        <Button variant={canReopen ? 'quiet' : 'plain'} onClick={() => input.current?.click()}>
          {t('upload.chooseAgain')}
        </Button>
        <Button variant="quiet" onClick={discard}>
          {t('upload.discard')}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        name="again"
        multiple
        hidden
        aria-label={t('upload.chooseAgain')}
        onChange={({ target }) => {
          adopt(target.files ?? []);
          target.value = '';
        }}
      />
    </div>
  );
}
