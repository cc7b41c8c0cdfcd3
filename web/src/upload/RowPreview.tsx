import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { Icon } from '../ui/Icon.tsx';
import type { UploadRow } from './engine/upload-item.ts';
import { localPreviews } from './preview/local-previews.ts';
import css from './TrayRow.module.css';

const { cache } = localPreviews;
const lookMs = 300;

/** A small picture of the file, made when its row is looked at. */
export function RowPreview({ row }: { row: UploadRow }) {
  const { id, contentType } = row;
  const preview = useSyncExternalStore(
    useCallback((listener: () => void) => cache.subscribe(listener), []),
    () => cache.peek(id),
  );
  useEffect(() => {
    const source = localPreviews.sourceOf(id);
    if (preview !== undefined || !source || contentType === '') return;
    // Of a large upload rows fly by that nobody can look at.
    const timer = setTimeout(() => cache.want(id, source, contentType), lookMs);
    return () => {
      clearTimeout(timer);
      cache.unwant(id);
    };
  }, [id, contentType, preview]);
  return (
    <span className={css.preview}>
      {preview ? (
        <img src={preview.url} alt="" className={css.image} />
      ) : (
        <Icon name={contentType.startsWith('video/') ? 'video' : 'photos'} size={20} />
      )}
    </span>
  );
}
