import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { multipartUploads } from './multipart-uploads.ts';
import { signedUploads } from './signed-uploads.ts';
import { BRIEF, openStoreClient, type StoreConfig } from './store-client.ts';

/** What HEAD says of a stored object. */
export type StoredObject = {
  byteSize: number;
  contentType: string | undefined;
  etag: string;
  sha256: string | undefined;
};

/** A key that DeleteObjects refused, and why. */
export type DeletionFailure = { key: string; reason: string };

/** What is stored under a key never changes into anything else. */
export const immutable = 'private, max-age=31536000, immutable';

const DELETE_SEGMENT = 1_000;
const goneNames: ReadonlySet<string> = new Set(['NoSuchKey', 'PreconditionFailed']);

/** The private bucket. Every method throws AppError UNAVAILABLE where the store is away. */
export type ObjectStore = ReturnType<typeof openObjectStore>;

/** Opens the store; no connection is made before the first call. */
export function openObjectStore(config: StoreConfig) {
  const storeClient = openStoreClient(config);
  const { client, bucket, reach, orMissing } = storeClient;
  return {
    client,
    bucket,
    ...signedUploads(config, storeClient),
    ...multipartUploads(storeClient),

    head: (key: string): Promise<StoredObject | undefined> =>
      orMissing(async () => {
        const answer = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
          BRIEF,
        );
        return {
          byteSize: answer.ContentLength ?? 0,
          contentType: answer.ContentType,
          etag: (answer.ETag ?? '').replaceAll('"', ''),
          // A composite checksum of parts ("…-3") is not the file's.
          sha256: answer.ChecksumSHA256?.includes('-') ? undefined : answer.ChecksumSHA256,
        };
      }),

    /** Streams an object, or undefined where there is none. */
    get: (key: string, signal?: AbortSignal): Promise<Readable | undefined> =>
      orMissing(async () => {
        const answer = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key }),
          signal ? { abortSignal: signal } : {},
        );
        if (!(answer.Body instanceof Readable))
          throw new Error('The store answered an object without a body.');
        return answer.Body;
      }),

    /** Streams an object's bytes from `start` up to, not including, `end`; undefined where those of the etag are gone. */
    getRange: (
      key: string,
      { start, end, etag }: { start: number; end: number; etag: string },
      signal: AbortSignal,
    ): Promise<Readable | undefined> =>
      reach(async () => {
        const answer = await client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            Range: `bytes=${start}-${end - 1}`,
            IfMatch: `"${etag}"`,
          }),
          { abortSignal: signal },
        );
        if (!(answer.Body instanceof Readable))
          throw new Error('The store answered an object without a body.');
        return answer.Body;
      }).catch((error: unknown) => {
        // Not any 404: without its bucket a store knows nothing of an object.
        if (error instanceof S3ServiceException && goneNames.has(error.name)) return undefined;
        throw error;
      }),

    /** Stores bytes made by us; the same key may be written again. */
    put: async (key: string, body: Buffer, contentType: string): Promise<void> => {
      await reach(() =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: contentType,
            CacheControl: immutable,
          }),
        ),
      );
    },

    /** Removes keys in segments of 1,000; answers those that are still there. A key that is not there counts as removed. */
    removeKeys: async (keys: string[]): Promise<DeletionFailure[]> => {
      const failures: DeletionFailure[] = [];
      for (let from = 0; from < keys.length; from += DELETE_SEGMENT) {
        const segment = keys.slice(from, from + DELETE_SEGMENT);
        const answer = await reach(() =>
          client.send(
            new DeleteObjectsCommand({
              Bucket: bucket,
              Delete: { Objects: segment.map((Key) => ({ Key })), Quiet: true },
            }),
          ),
        );
        for (const { Key, Code, Message } of answer.Errors ?? [])
          if (Key && Code !== 'NoSuchKey') failures.push({ key: Key, reason: Message ?? Code ?? 'refused' });
      }
      return failures;
    },

    /** Keys below a prefix, a page at a time, with the time each was stored. */
    list: async function* (prefix: string): AsyncGenerator<{ key: string; storedAt: Date }[]> {
      for (let token: string | undefined, more = true; more; ) {
        const page = await reach(() =>
          client.send(
            new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
            BRIEF,
          ),
        );
        yield (page.Contents ?? []).flatMap(({ Key, LastModified }) =>
          Key ? [{ key: Key, storedAt: LastModified ?? new Date(0) }] : [],
        );
        token = page.NextContinuationToken;
        more = token !== undefined;
      }
    },

    close: () => client.destroy(),
  };
}
