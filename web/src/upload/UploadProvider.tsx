import { useApolloClient } from '@apollo/client/react';
import { lazy, type ReactNode, useCallback, useEffect, useMemo } from 'react';
import { useDropzone } from 'react-dropzone';
import { LatePart } from '../app/LatePart.tsx';
import { useViewer } from '../member/useViewer.ts';
import type { UploadEngine } from './engine/upload-engine.ts';
import { sourcesOfPaste } from './sources/chosen-sources.ts';
import { readDrop } from './sources/dropped-roots.ts';
import css from './UploadProvider.module.css';
import { type Uploads, UploadsContext } from './UploadsContext.ts';
import { useAddUploads } from './useAddUploads.ts';
import { usePageEffects } from './usePageEffects.ts';
import { useReopen } from './useReopen.ts';
import { useUploadEngine } from './useUploadEngine.ts';

const FolderDialog = lazy(async () => ({ default: (await import('./FolderDialog.tsx')).FolderDialog }));

/** The uploads of the signed-in member, and the whole page as a place to drop and paste files. */
export function UploadProvider({ children }: { children: ReactNode }) {
  const client = useApolloClient();
  const { id } = useViewer();
  const { page, whenReady } = useUploadEngine(client, id);
  const { addSources, addDrop, question } = useAddUploads(whenReady);
  const { canReopen, reopen } = useReopen(page);

  // The drop is read here, while its event lasts: react-dropzone's own reading walks all folders at once.
  const getFilesFromEvent = useCallback(
    async (event: unknown) => {
      if (event instanceof Object && 'type' in event && event.type === 'drop' && 'dataTransfer' in event) {
        if (event.dataTransfer instanceof DataTransfer) addDrop(readDrop(event.dataTransfer));
      }
      return [];
    },
    [addDrop],
  );
  const { getRootProps, isDragActive, rootRef } = useDropzone({
    getFilesFromEvent,
    noClick: true,
    noKeyboard: true,
    noPaste: true,
  });

  useEffect(() => {
    // A dialog lies above the page and outside of it; what is dropped there is meant for the page all the same.
    const onDrop = ({ target, dataTransfer }: DragEvent) => {
      const isOutside = target instanceof Node && !rootRef.current?.contains(target);
      if (isOutside && dataTransfer?.types.includes('Files')) addDrop(readDrop(dataTransfer));
    };
    document.addEventListener('drop', onDrop);
    return () => document.removeEventListener('drop', onDrop);
  }, [addDrop, rootRef]);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) addSources(sourcesOfPaste(files, new Date()));
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, [addSources]);

  const uploads = useMemo<Uploads>(
    () => ({
      engine: page?.engine ?? null,
      isDragging: isDragActive,
      addSources,
      addDrop,
      canReopen,
      reopen,
    }),
    [page, isDragActive, addSources, addDrop, canReopen, reopen],
  );
  return (
    <UploadsContext value={uploads}>
      <div {...getRootProps({ className: css.root, role: undefined, tabIndex: undefined })}>{children}</div>
      {page ? <PageEffects engine={page.engine} /> : null}
      {question ? (
        <LatePart onFailed={() => question.answer(null)}>
          <FolderDialog question={question} />
        </LatePart>
      ) : null}
    </UploadsContext>
  );
}

function PageEffects({ engine }: { engine: UploadEngine }) {
  usePageEffects(engine);
  return null;
}
