import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { BRIEF, type StoreClient } from './store-client.ts';

/** A part that the store holds. */
export type StoredPart = { number: number; byteSize: number; etag: string };

/** Multipart uploads from their beginning to their end. */
export function multipartUploads({ client, bucket, reach, orMissing }: StoreClient) {
  return {
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
  };
}
