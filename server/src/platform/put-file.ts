import { createReadStream } from 'node:fs';
import { Upload } from '@aws-sdk/lib-storage';
import { unavailable } from './errors.ts';
import { immutable, type ObjectStore } from './object-store.ts';

const partBytes = 8 * 1024 * 1024;

/**
 * Stores a file made by us, a part at a time, so that its size does not matter; the same key may be written again.
 * @throws AppError UNAVAILABLE where the store fails, and then no part of it is left; the signal's reason on abort.
 */
export async function putFile(
  { client, bucket }: Pick<ObjectStore, 'client' | 'bucket'>,
  file: { path: string; key: string; contentType: string },
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const upload = new Upload({
    client,
    params: {
      Bucket: bucket,
      Key: file.key,
      Body: createReadStream(file.path, { highWaterMark: 1024 * 1024 }),
      ContentType: file.contentType,
      CacheControl: immutable,
    },
    partSize: partBytes,
    queueSize: 2,
  });
  const abort = () => void upload.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await upload.done();
  } catch (error) {
    signal.throwIfAborted();
    throw unavailable(error);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
