import { badInput } from '../platform/errors.ts';

const MAX_CHARACTERS = 100;

/** @throws AppError BAD_USER_INPUT where the name breaks the contract's rule. */
export function readAlbumName(text: string): string {
  const name = text.normalize('NFC').trim();
  const { length } = [...name];
  if (length < 1 || length > MAX_CHARACTERS)
    throw badInput(`An album's name has 1 to ${MAX_CHARACTERS} characters.`);
  if (!name.isWellFormed()) throw badInput("An album's name is valid Unicode text.");
  return name;
}
