import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { unavailable } from './errors.ts';
import { encodeRfc3986, presign } from './presign.ts';

/** A request for the client to send: its body is the raw bytes, its headers exactly these plus Host and Content-Length. */
export type SignedUpload = { method: string; url: string; headers: { name: string; value: string }[] };

/** What HEAD says of a stored object. */
export type StoredObject = {
  byteSize: number;
  contentType: string | undefined;
  etag: string;
  sha256: string | undefined;
};

/** A part that the store holds. */
export type StoredPart = { number: number; byteSize: number; etag: string };

/** A key that DeleteObjects refused, and why. */
export type DeletionFailure = { key: string; reason: string };

/** What is stored under a key never changes into anything else. */
export const immutable = 'private, max-age=31536000, immutable';

const DELETE_SEGMENT = 1_000;
/** For what moves no bytes: a store that vanished without a word must not hold a request for minutes. */
const BRIEF = { requestTimeout: 5_000 };
const isMissing = (error: unknown) =>
  error instanceof S3ServiceException &&
  (error.$metadata.httpStatusCode === 404 || error.name === 'NoSuchKey' || error.name === 'NoSuchUpload');

/** Where the store is. Without an address for clients nothing is signed for them. */
type StoreConfig = Pick<
  Config,
  | 'S3_ENDPOINT'
  | 'S3_REGION'
  | 'S3_BUCKET'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_FORCE_PATH_STYLE'
> &
  Partial<Pick<Config, 'S3_PUBLIC_ENDPOINT'>>;

/** The private bucket. Every method throws AppError UNAVAILABLE where the store is away. */
export type ObjectStore = ReturnType<typeof openObjectStore>;

/** Opens the store; no connection is made before the first call. */
export function openObjectStore(config: StoreConfig) {
  const bucket = config.S3_BUCKET;
  const client = new S3Client({
    region: config.S3_REGION,
    forcePathStyle: config.S3_FORCE_PATH_STYLE,
    // Other stores than AWS refuse or ignore the checksums that the SDK adds by default.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 128 }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 128 }),
    },
    ...(config.S3_ENDPOINT ? { endpoint: config.S3_ENDPOINT } : {}),
    ...(config.S3_ACCESS_KEY_ID && config.S3_SECRET_ACCESS_KEY
      ? {
          credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
        }
      : {}),
  });

  async function reach<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500) throw error;
      throw unavailable(error);
    }
  }

  const orMissing = <T>(call: () => Promise<T>): Promise<T | undefined> =>
    reach(call).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });

  function objectUrl(endpoint: string | undefined, key: string): URL {
    const path = key.split('/').map(encodeRfc3986).join('/');
    const base = new URL(endpoint ?? `https://s3.${config.S3_REGION}.amazonaws.com`);
    if (config.S3_FORCE_PATH_STYLE) return new URL(`${base.origin}/${bucket}/${path}`);
    return new URL(`${base.protocol}//${bucket}.${base.host}/${path}`);
  }

  async function signUpload(
    key: string,
    headers: Record<string, string>,
    byteSize: number,
    expiresIn: number,
    query: Record<string, string> = {},
  ): Promise<SignedUpload> {
    const url = presign(
      {
        method: 'PUT',
        url: objectUrl(config.S3_PUBLIC_ENDPOINT, key),
        query,
        headers: { ...headers, 'content-length': String(byteSize) },
        expiresIn,
      },
      await client.config.credentials(),
      config.S3_REGION,
    );
    return { method: 'PUT', url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) };
  }

  return {
    client,
    bucket,

    /**
     * A PUT of one object: exact length, exact type, only where the key is still free, and with the SHA-256 where one is
     * given (base64), which AWS verifies while it stores.
     */
    presignPut: (
      key: string,
      file: { contentType: string; byteSize: number; sha256: string | undefined },
      expiresIn: number,
    ): Promise<SignedUpload> =>
      signUpload(
        key,
        {
          'content-type': file.contentType,
          'if-none-match': '*',
          ...(file.sha256 ? { 'x-amz-checksum-sha256': file.sha256 } : {}),
        },
        file.byteSize,
        expiresIn,
      ),

    /** A PUT of one part of a multipart upload, exact length. */
    presignPart: (
      key: string,
      part: { multipartId: string; number: number; byteSize: number },
      expiresIn: number,
    ): Promise<SignedUpload> =>
      signUpload(key, {}, part.byteSize, expiresIn, {
        partNumber: String(part.number),
        uploadId: part.multipartId,
      }),

    /** A GET for a program of ours (never for a client), at the store's inner address. Seconds. */
    presignGet: async (key: string, expiresIn: number): Promise<string> =>
      presign(
        { method: 'GET', url: objectUrl(config.S3_ENDPOINT, key), headers: {}, expiresIn },
        await client.config.credentials(),
        config.S3_REGION,
      ),

    createMultipart: (key: string, contentType: string): Promise<string> =>
      reach(async () => {
        const answer = await client.send(
          new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
          BRIEF,
        );
        if (!answer.UploadId) throw new Error('The store opened a multipart upload without an id.');
        return answer.UploadId;
      }),

    /** The parts the store holds, lowest number first; undefined where it knows no such upload (any more). */
    listParts: (key: string, multipartId: string): Promise<StoredPart[] | undefined> =>
      orMissing(async () => {
        const parts: StoredPart[] = [];
        for (let marker: string | undefined, more = true; more; ) {
          const page = await client.send(
            new ListPartsCommand({
              Bucket: bucket,
              Key: key,
              UploadId: multipartId,
              PartNumberMarker: marker,
            }),
            BRIEF,
          );
          for (const { PartNumber, Size, ETag } of page.Parts ?? [])
            if (PartNumber !== undefined && Size !== undefined && ETag)
              parts.push({ number: PartNumber, byteSize: Size, etag: ETag });
          marker = page.NextPartNumberMarker;
          more = page.IsTruncated === true && marker !== undefined;
        }
        return parts;
      }),

    /** Joins the parts. A repeat of a completed upload is fine: HEAD then tells what is stored. */
    completeMultipart: async (key: string, multipartId: string, parts: StoredPart[]): Promise<void> => {
      await orMissing(() =>
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: multipartId,
            MultipartUpload: { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) },
          }),
        ),
      );
    },

    abortMultipart: async (key: string, multipartId: string): Promise<void> => {
      await orMissing(() =>
        client.send(
          new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipartId }),
          BRIEF,
        ),
      );
    },

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

    /** Streams an object's bytes from `start` up to, not including, `end`; refused where they are not those of the etag. */
    getRange: (
      key: string,
      { start, end, etag }: { start: number; end: number; etag: string },
      signal: AbortSignal,
    ): Promise<Readable> =>
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

    /** Multipart uploads that were begun and neither completed nor aborted. */
    listMultiparts: async function* (
      prefix: string,
    ): AsyncGenerator<{ key: string; multipartId: string; begunAt: Date }> {
      for (let keyMarker: string | undefined, idMarker: string | undefined, more = true; more; ) {
        const page = await reach(() =>
          client.send(
            new ListMultipartUploadsCommand({
              Bucket: bucket,
              Prefix: prefix,
              KeyMarker: keyMarker,
              UploadIdMarker: idMarker,
            }),
            BRIEF,
          ),
        );
        for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
          if (Key && UploadId) yield { key: Key, multipartId: UploadId, begunAt: Initiated ?? new Date(0) };
        keyMarker = page.NextKeyMarker;
        idMarker = page.NextUploadIdMarker;
        more = page.IsTruncated === true && keyMarker !== undefined;
      }
    },

    close: () => client.destroy(),
  };
}
