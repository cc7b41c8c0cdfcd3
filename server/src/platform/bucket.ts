import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Logger } from './log.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Makes the bucket where it is missing and sets what uploads need: private, CORS for the web app's origins, incomplete
 * multipart uploads aborted after two days. Safe to run again.
 */
export async function prepareBucket(store: ObjectStore, origins: string[], log: Logger): Promise<void> {
  const { client, bucket } = store;
  const there = await client.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => true,
    (error: unknown) => {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
      throw error;
    },
  );
  if (!there) await client.send(new CreateBucketCommand({ Bucket: bucket }));
  await client.send(
    new PutBucketCorsCommand({
      Bucket: bucket,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: origins,
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
            ExposeHeaders: ['ETag', 'Retry-After'],
            MaxAgeSeconds: 3_000,
          },
        ],
      },
    }),
  );
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: 'abort-incomplete-uploads',
            Status: 'Enabled',
            Filter: { Prefix: '' },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
          },
        ],
      },
    }),
  );
  await client
    .send(
      new PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: {
          // Ceph takes this one to refuse every presigned PUT; IgnorePublicAcls already makes public ACLs idle.
          BlockPublicAcls: false,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    )
    .catch((error: unknown) => {
      // Not every S3 server knows the call; a new bucket is private there all the same.
      log.info(
        { err: error instanceof Error ? error.name : 'unknown' },
        'public access block is not offered by this store',
      );
    });
}
