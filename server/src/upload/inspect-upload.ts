import type { Deps } from '../deps.ts';
import { failpoint } from '../platform/failpoints.ts';
import type { Refusal } from './judge-file.ts';
import { partLength } from './part-plan.ts';
import type { UploadTicketRow } from './upload.table.ts';

/** What the store holds for a ticket, as far as its commit cares. */
export type Inspection =
  | { outcome: 'stored'; etag: string }
  /** Not there yet, or not wholly: the client can still send it. */
  | { outcome: 'missing'; refusal: Refusal }
  /** There, but other than promised: this ticket can never be committed. */
  | { outcome: 'wrong'; refusal: Refusal };

const notUploaded: Inspection = {
  outcome: 'missing',
  refusal: {
    code: 'NOT_UPLOADED',
    message: 'The store does not hold the whole file yet. Send it, then commit again.',
  },
};

/**
 * Looks at the stored object of an open ticket, joining the parts of a multipart upload once all are there. Runs outside
 * the lock and any transaction; a repeat finds the same.
 */
export async function inspectUpload(
  { store }: Pick<Deps, 'store'>,
  ticket: UploadTicketRow,
): Promise<Inspection> {
  const key = `${ticket.keyBase}/original`;
  let object = await store.head(key);
  if (!object && ticket.multipartId && (await joinParts(store, ticket, key, ticket.multipartId)))
    object = await store.head(key);
  if (!object) return notUploaded;
  if (object.byteSize !== ticket.byteSize)
    return {
      outcome: 'wrong',
      refusal: {
        code: 'SIZE_MISMATCH',
        message: 'The stored file has another size than announced. Upload it again.',
      },
    };
  if (object.sha256 && ticket.sha256 && object.sha256 !== ticket.sha256.toString('base64'))
    return {
      outcome: 'wrong',
      refusal: {
        code: 'CHECKSUM_MISMATCH',
        message: 'The stored bytes are not those announced. Upload the file again.',
      },
    };
  return { outcome: 'stored', etag: object.etag };
}

async function joinParts(
  store: Deps['store'],
  ticket: UploadTicketRow,
  key: string,
  multipartId: string,
): Promise<boolean> {
  const { partSize, partCount } = ticket;
  if (!partSize || !partCount) return false;
  const parts = await store.listParts(key, multipartId);
  // Unknown to the store: another commit joined them a moment ago.
  if (!parts) return true;
  const right = parts.filter(
    (part) =>
      part.number <= partCount &&
      part.byteSize === partLength(ticket.byteSize, { partSize, partCount }, part.number),
  );
  if (right.length !== partCount) return false;
  await store.completeMultipart(key, multipartId, right);
  await failpoint('multipart.afterJoin');
  return true;
}
