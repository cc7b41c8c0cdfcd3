/** The states of an upload ticket. OPEN holds its size in reservedBytes; every other state holds nothing. */
export type TicketState =
  | 'OPEN'
  | 'COMMITTED'
  | 'ABANDONED'
  | 'EXPIRED'
  | 'ALBUM_DELETED'
  | 'WRONG_SIZE'
  | 'WRONG_CHECKSUM';

/** The moves a ticket may make. Each is one conditional UPDATE, so of two that race exactly one happens. */
export const ticketMoves: Record<TicketState, readonly TicketState[]> = {
  OPEN: ['COMMITTED', 'ABANDONED', 'EXPIRED', 'ALBUM_DELETED', 'WRONG_SIZE', 'WRONG_CHECKSUM'],
  COMMITTED: [],
  ABANDONED: [],
  EXPIRED: [],
  ALBUM_DELETED: [],
  WRONG_SIZE: [],
  WRONG_CHECKSUM: [],
};

/** Whether the table of moves allows it. */
export const mayMove = (from: TicketState, to: TicketState): boolean => ticketMoves[from].includes(to);
