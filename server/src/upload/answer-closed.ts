import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import { type PictureRow, pictures } from '../picture/picture.table.ts';
import type { Db } from '../platform/db.ts';
import type { Inspection } from './inspect-upload.ts';
import type { Refusal } from './judge-file.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

/** One answer for one ticket of a commit: its picture, or why there is none. */
export type CommitAnswer = { picture: PictureRow } | { refusal: Refusal };

const refusals = {
  unknown: {
    code: 'TICKET_NOT_FOUND',
    message: 'There is no such upload. Ask for a new ticket and send the file again.',
  },
  expired: {
    code: 'TICKET_EXPIRED',
    message: 'This upload took too long, and its space is free again. Start it anew.',
  },
  album: { code: 'ALBUM_NOT_FOUND', message: 'The album of this upload was deleted. Choose another one.' },
  size: {
    code: 'SIZE_MISMATCH',
    message: 'The stored file has another size than announced. Upload it again.',
  },
  checksum: {
    code: 'CHECKSUM_MISMATCH',
    message: 'The stored bytes are not those announced. Upload the file again.',
  },
  pending: {
    code: 'NOT_UPLOADED',
    message: 'The store does not hold the whole file yet. Send it, then commit again.',
  },
} as const satisfies Record<string, Refusal>;

/** Answers tickets from their state alone, so that every repeat of a commit answers the same. */
export async function answerClosed(
  db: Db,
  memberId: string,
  ticketIds: (string | undefined)[],
  inspected: ReadonlyMap<string, Inspection>,
): Promise<CommitAnswer[]> {
  const ids = ticketIds.filter((id) => id !== undefined);
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ ticket: uploadTickets, picture: pictures, album: albums.id })
          .from(uploadTickets)
          .leftJoin(pictures, and(eq(pictures.ticketId, uploadTickets.id), ne(pictures.lifecycle, 'DELETED')))
          // The album that its picture is in now, for that may have been moved.
          .leftJoin(
            albums,
            and(
              sql`${albums.id} = coalesce(${pictures.albumId}, ${uploadTickets.albumId})`,
              isNull(albums.deletedAt),
            ),
          )
          .where(and(inArray(uploadTickets.id, ids), eq(uploadTickets.memberId, memberId)));
  const byId = new Map(rows.map((row) => [row.ticket.id, row]));
  return ticketIds.map((id) => {
    const row = id ? byId.get(id) : undefined;
    return row ? answerOf(row, inspected) : { refusal: refusals.unknown };
  });
}

type Row = { ticket: UploadTicketRow; picture: PictureRow | null; album: string | null };

function answerOf({ ticket, picture, album }: Row, inspected: ReadonlyMap<string, Inspection>): CommitAnswer {
  const seen = inspected.get(ticket.id);
  switch (ticket.state) {
    case 'COMMITTED':
      if (!album) return { refusal: refusals.album };
      return picture ? { picture } : { refusal: refusals.unknown };
    case 'ALBUM_DELETED':
      return { refusal: refusals.album };
    case 'EXPIRED':
      return { refusal: refusals.expired };
    case 'ABANDONED':
      return { refusal: refusals.unknown };
    case 'WRONG_SIZE':
      return { refusal: refusals.size };
    case 'WRONG_CHECKSUM':
      return { refusal: refusals.checksum };
    case 'OPEN':
      return { refusal: seen?.outcome === 'missing' ? seen.refusal : refusals.pending };
  }
}
