import { encodeRfc3986, presign } from './presign.ts';
import type { StoreClient, StoreConfig } from './store-client.ts';

/** A request for the client to send: its body is the raw bytes, its headers exactly these plus Host and Content-Length. */
export type SignedUpload = { method: string; url: string; headers: { name: string; value: string }[] };

/** What signs requests to the store, which others then send. */
export function signedUploads(config: StoreConfig, { client, bucket }: StoreClient) {
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
  };
}
