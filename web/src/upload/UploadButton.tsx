import { type ChangeEvent, useRef } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { cx } from '../lib/cx.ts';
import buttonCss from '../ui/Button.module.css';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { acceptList } from './engine/file-kind.ts';
import { sourcesOfFiles } from './sources/chosen-sources.ts';
import { useUploads } from './UploadsContext.ts';

/** The one filled button: files or a folder. */
export function UploadButton() {
  const t = useT();
  const uploads = useUploads();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const { target } = event;
    uploads?.addSources(sourcesOfFiles(target.files ?? []));
    // Choosing the same files again must be a change, too.
    target.value = '';
  };
  return (
    <>
      <Menu
        label={t('upload.addMenu')}
        buttonClassName={cx(buttonCss.button, buttonCss.primary)}
        button={
          <>
            <Icon name="upload" size={20} />
            {t('upload.add')}
          </>
        }
      >
        <MenuItem icon="photos" onSelect={() => files.current?.click()}>
          {t('upload.chooseFiles')}
        </MenuItem>
        <MenuItem icon="folder" onSelect={() => folder.current?.click()}>
          {t('upload.chooseFolder')}
        </MenuItem>
      </Menu>
      <input
        ref={files}
        type="file"
        name="files"
        multiple
        accept={acceptList}
        hidden
        aria-label={t('upload.chooseFiles')}
        onChange={take}
      />
      <input
        ref={(input) => {
          folder.current = input;
          // React's types do not know this attribute.
          if (input) input.webkitdirectory = true;
        }}
        type="file"
        name="folder"
        multiple
        hidden
        aria-label={t('upload.chooseFolder')}
        onChange={take}
      />
    </>
  );
}
