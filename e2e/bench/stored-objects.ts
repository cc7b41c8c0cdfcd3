import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

const bucket = process.env.S3_BUCKET ?? '';
const store = new S3Client({
  endpoint: process.env.S3_ENDPOINT,
  region: process.env.S3_REGION,
  forcePathStyle: process.env.S3_FORCE_PATH_STYLE === 'true',
  credentials: {
    accessKeyId: process.env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.S3_SECRET_ACCESS_KEY ?? '',
  },
});

/** What the store holds of members' files as they came. */
export async function storedOriginals(): Promise<{ key: string; byteSize: number }[]> {
  const found: { key: string; byteSize: number }[] = [];
  for await (const page of paginateListObjectsV2({ client: store }, { Bucket: bucket }))
    for (const { Key: key, Size: byteSize } of page.Contents ?? [])
      if (key?.endsWith('/original') && byteSize !== undefined) found.push({ key, byteSize });
  return found;
}

/** Hex of the SHA-256 of what the store holds. */
export async function storedSha256(key: string): Promise<string> {
  const { Body: body } = await store.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(body instanceof Readable)) throw new Error(`The store answers ${key} without a body.`);
  return sha256Of(body);
}

/** Hex of the SHA-256 of a stream's bytes. */
export async function sha256Of(stream: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
