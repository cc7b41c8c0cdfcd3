import { UploadFailure } from './upload-failure.ts';
import type { UploadItem } from './upload-item.ts';

/** The bytes of a file, if they are still those that were chosen. Rejects with an UploadFailure where they are not. */
export async function openSource(item: UploadItem): Promise<Blob> {
  if (item.source === null) throw new UploadFailure('file-unreadable');
  let body: Blob;
  try {
    body = await item.source.open();
  } catch (cause) {
    throw new UploadFailure('file-unreadable', { cause });
  }
  const date = body instanceof File ? body.lastModified : item.lastModified;
  if (body.size !== item.size || date !== item.lastModified) throw new UploadFailure('file-changed');
  return body;
}

/** Rejects with an UploadFailure where a file's bytes can no longer be read, as after it was moved or changed. */
export async function requireReadable(body: Blob): Promise<void> {
  try {
    await body.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new UploadFailure('file-changed', { cause });
  }
}
