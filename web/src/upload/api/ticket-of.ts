import type { Ticket } from '../engine/upload-api.ts';
import type { UploadTicket_TicketFragment } from './UploadTicket.generated.ts';

/** A ticket as the engine knows it. */
export function ticketOf(ticket: UploadTicket_TicketFragment): Ticket {
  const { id, clientRef, filename, byteSize, transfer } = ticket;
  if (transfer.__typename === 'SinglePartUpload') {
    const { method, url, headers } = transfer;
    return {
      id,
      clientRef,
      filename,
      byteSize,
      transfer: { kind: 'single', request: { method, url, headers } },
    };
  }
  const { partSize, partCount, missingParts: missing } = transfer;
  return { id, clientRef, filename, byteSize, transfer: { kind: 'parts', partSize, partCount, missing } };
}
