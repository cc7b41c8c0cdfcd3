import { badInput } from '../platform/errors.ts';

/** A name as the member wrote it (NFC), and the key it is found by. */
export type Username = { username: string; usernameKey: Buffer };

// A letter takes its marks along: without them most of the world's scripts could not be written.
const ALLOWED = /^(?:\p{L}\p{M}*|[\p{Nd}._-])+$/u;
const MIN_CHARACTERS = 3;
const MAX_CHARACTERS = 30;

/** @throws AppError BAD_USER_INPUT where the name breaks the contract's rule. */
export function readUsername(text: string): Username {
  const username = text.normalize('NFC');
  const { length } = [...username];
  if (length < MIN_CHARACTERS || length > MAX_CHARACTERS)
    throw badInput(`A user name has ${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters.`);
  if (!ALLOWED.test(username)) throw badInput("A user name has letters, digits, '.', '_' and '-' only.");
  return { username, usernameKey: usernameKey(username) };
}

/** What makes two spellings the same name: NFKC, full case folding, and NFKC again over what folding left. */
export function usernameKey(username: string): Buffer {
  const folded = Array.from(username.normalize('NFKC'), foldCase).join('');
  return Buffer.from(folded.normalize('NFKC'));
}

// Lower, upper, lower equals Unicode's full folding (ß and ẞ become ss), code point by code point so that no letter's
// place in the word matters. Dotless ı is the exception: its capital is I, but it does not fold to i.
const foldCase = (character: string): string =>
  character === 'ı' ? character : character.toLowerCase().toUpperCase().toLowerCase();
