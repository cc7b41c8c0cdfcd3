import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import { unavailable } from './errors.ts';

/** For what moves no bytes: a store that vanished without a word must not hold a request for minutes. */
export const BRIEF = { requestTimeout: 5_000 };
const isMissing = (error: unknown) =>
  error instanceof S3ServiceException &&
  (error.$metadata.httpStatusCode === 404 || error.name === 'NoSuchKey' || error.name === 'NoSuchUpload');

/** Where the store is. Without an address for clients nothing is signed for them. */
export type StoreConfig = Pick<
  Config,
  | 'S3_ENDPOINT'
  | 'S3_REGION'
  | 'S3_BUCKET'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_FORCE_PATH_STYLE'
> &
  Partial<Pick<Config, 'S3_PUBLIC_ENDPOINT'>>;

/** The way to the private bucket. */
export type StoreClient = ReturnType<typeof openStoreClient>;

/** Opens the way to the store; no connection is made before the first call. */
export function openStoreClient(config: StoreConfig) {
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

  /** Makes a call. @throws AppError UNAVAILABLE where the store is away. */
  async function reach<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500) throw error;
      throw unavailable(error);
    }
  }

  /** Makes a call that answers undefined where the store has no such thing. */
  const orMissing = <T>(call: () => Promise<T>): Promise<T | undefined> =>
    reach(call).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });

  return { client, bucket: config.S3_BUCKET, reach, orMissing };
}
