import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';

/** What the store says of an object, or of the asked-for range of it. */
export type MediaInfo = {
  byteSize: number;
  contentType: string | undefined;
  /** With its quotes. */
  etag: string | undefined;
  lastModified: Date | undefined;
  /** Such as `bytes 0-99/1000`, where a range was asked for and is there. */
  contentRange: string | undefined;
};

/** An object that is being read, or why it isn't. */
type MediaRead =
  | { kind: 'found'; info: MediaInfo; body: Readable }
  | { kind: 'missing' }
  | { kind: 'beyond-end' };

/** The private bucket as the edge reads it. Both methods reject where the store is away or the signal says stop. */
export type MediaStore = {
  /** Undefined where there is no such object. */
  head(key: string, signal: AbortSignal): Promise<MediaInfo | undefined>;
  /** @param range a single byte range as in the Range header; undefined for all of it. */
  read(key: string, range: string | undefined, signal: AbortSignal): Promise<MediaRead>;
  close(): void;
};

type StoreConfig = Pick<
  Config,
  | 'S3_ENDPOINT'
  | 'S3_REGION'
  | 'S3_BUCKET'
  | 'S3_FORCE_PATH_STYLE'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
>;

/**
 * Opens the store for reading to viewers; other limits than the API's: many reads at once, each as slow as its viewer,
 * but a store that doesn't answer is given up within seconds.
 * @param maxReads at once; more wait for their turn.
 */
export function openMediaStore(config: StoreConfig, maxReads: number): MediaStore {
  const agent = { keepAlive: true, maxSockets: maxReads, maxFreeSockets: 64 };
  const client = new S3Client({
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 1_500,
      // Until the headers are there; a body takes as long as its reader needs.
      requestTimeout: 4_000,
      throwOnRequestTimeout: true,
      socketTimeout: 0,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
    ...(config.S3_ENDPOINT ? { endpoint: config.S3_ENDPOINT } : {}),
    ...(config.S3_ACCESS_KEY_ID && config.S3_SECRET_ACCESS_KEY
      ? {
          credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
        }
      : {}),
  });
  const at = (key: string) => ({ Bucket: config.S3_BUCKET, Key: key });

  return {
    async head(key, signal) {
      try {
        return infoOf(await client.send(new HeadObjectCommand(at(key)), { abortSignal: signal }));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async read(key, range, signal) {
      try {
        const answer = await client.send(new GetObjectCommand({ ...at(key), Range: range }), {
          abortSignal: signal,
        });
        if (!(answer.Body instanceof Readable))
          throw new Error('The store answered an object without a body.');
        return { kind: 'found', info: infoOf(answer), body: answer.Body };
      } catch (error) {
        if (isMissing(error)) return { kind: 'missing' };
        if (statusOf(error) === 416) return { kind: 'beyond-end' };
        throw error;
      }
    },
    close: () => client.destroy(),
  };
}

type Answer = {
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  ETag?: string | undefined;
  LastModified?: Date | undefined;
  ContentRange?: string | undefined;
};

function infoOf(answer: Answer): MediaInfo {
  if (answer.ContentLength === undefined) throw new Error('The store answered an object without its length.');
  return {
    byteSize: answer.ContentLength,
    contentType: answer.ContentType,
    etag: answer.ETag,
    lastModified: answer.LastModified,
    contentRange: answer.ContentRange,
  };
}

const statusOf = (error: unknown) =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

// Without leave to list, S3 answers 403 for what isn't there. A wrong key of ours is a 403 too, but by another name.
function isMissing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  if (statusOf(error) === 404) return error.name !== 'NoSuchBucket';
  return statusOf(error) === 403 && error.name === 'AccessDenied';
}
