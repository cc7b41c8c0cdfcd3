import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { badInput } from './errors.ts';

/** A place in a list ordered by an instant and an id. */
export type Position = { at: string; id: string };

/** Makes and reads the opaque cursors of one deployment. */
export type Cursors = {
  /** @param list the connection's name: a cursor of one list is refused by another. */
  encode: (list: string, position: Position) => string;
  /** @throws AppError BAD_USER_INPUT for a cursor that this server did not make for this list. */
  decode: (list: string, cursor: string) => Position;
};

const TAG_BYTES = 9;

/** Cursors authenticated with a key derived from the secret, so that only what the server made is read. */
export function createCursors(secret: string): Cursors {
  // As a key object: from bytes each of a page's hundred cursors would make one anew, at four times the cost.
  const key = createSecretKey(createHmac('sha256', secret).update('cursor').digest());
  const tag = (list: string, text: string) =>
    createHmac('sha256', key).update(`${list}\n${text}`).digest().subarray(0, TAG_BYTES);
  return {
    encode: (list, { at, id }) => {
      const text = `1|${at}|${id}`;
      return Buffer.concat([tag(list, text), Buffer.from(text)]).toString('base64url');
    },
    decode: (list, cursor) => {
      const raw = Buffer.from(cursor, 'base64url');
      const text = raw.subarray(TAG_BYTES).toString('latin1');
      const [version, at, id] = text.split('|');
      const mine = raw.length > TAG_BYTES && timingSafeEqual(raw.subarray(0, TAG_BYTES), tag(list, text));
      if (!mine || version !== '1' || !at || !id || raw.toString('base64url') !== cursor)
        throw badInput(
          'This cursor was not made by this list. Pass a cursor from its edges or its pageInfo.',
        );
      return { at, id };
    },
  };
}
