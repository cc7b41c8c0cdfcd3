import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useT } from '../i18n/I18n.tsx';
import { DeletePicturesDialog } from './DeletePicturesDialog.tsx';
import { deletePictures } from './delete-pictures.ts';
import type { PictureAction } from './picture-actions.ts';
import { restorePictures } from './restore-pictures.ts';
import { useChangeTools } from './useChangeTools.ts';
import { useDownload } from './useDownload.ts';

/** What can be done with pictures in the trash, and the question that one of them asks, to be rendered while it is asked. */
export function useTrashActions(): { actions: readonly PictureAction[]; question: ReactNode } {
  const t = useT();
  const tools = useChangeTools();
  const download = useDownload();
  const [asked, setAsked] = useState<{ count: number; answer: (yes: boolean) => void } | null>(null);

  const ask = useCallback(
    (count: number) =>
      new Promise<boolean>((resolve) => {
        setAsked({
          count,
          answer(yes) {
            setAsked(null);
            resolve(yes);
          },
        });
      }),
    [],
  );

  const actions = useMemo<readonly PictureAction[]>(
    () => [
      {
        id: 'restore',
        icon: 'restore',
        label: t('trash.restore'),
        shortcut: 'restore',
        leaves: true,
        prepare: async (pictures) => () => void restorePictures(tools, pictures),
      },
      {
        id: 'download',
        icon: 'download',
        label: t('selection.download'),
        leaves: false,
        prepare: async (pictures) => () => void download(pictures.map(({ id }) => id)),
      },
      {
        id: 'remove',
        icon: 'erase',
        label: t('delete.confirm'),
        shortcut: 'remove',
        leaves: true,
        prepare: async (pictures) =>
          (await ask(pictures.length)) ? () => void deletePictures(tools, pictures) : null,
      },
    ],
    [t, tools, download, ask],
  );

  const question = asked ? (
    <DeletePicturesDialog
      count={asked.count}
      onClose={() => asked.answer(false)}
      onConfirm={() => asked.answer(true)}
    />
  ) : null;
  return { actions, question };
}
