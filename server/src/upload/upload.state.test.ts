import { expect, test } from 'vitest';
import { mayMove, type TicketState, ticketMoves } from './upload.state.ts';

test('an open ticket may end in any way, and a ticket that has ended moves nowhere', () => {
  const ends: TicketState[] = [
    'COMMITTED',
    'ABANDONED',
    'EXPIRED',
    'ALBUM_DELETED',
    'WRONG_SIZE',
    'WRONG_CHECKSUM',
  ];
  expect(Object.keys(ticketMoves).sort()).toEqual(['OPEN', ...ends].sort());
  for (const to of ends) {
    expect(mayMove('OPEN', to)).toBe(true);
    for (const from of ends) expect(mayMove(from, to)).toBe(false);
    expect(mayMove(to, 'OPEN')).toBe(false);
  }
});
