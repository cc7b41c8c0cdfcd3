import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { createBoundedPool } from '../platform/bounded-pool.ts';
import { badInput } from '../platform/errors.ts';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 128;

// OWASP's minimum for argon2id, the library's default kind: 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each hash takes a core and 19 MiB: the pool belongs to the process, or many sign-ins at once would take all of both. Its
// line is a few seconds long.
const pool = createBoundedPool({ size: availableParallelism(), queue: 256 });

/** @throws AppError BAD_USER_INPUT where the password breaks the contract's rule. */
export function readPassword(text: string): string {
  const password = text.normalize('NFC');
  const { length } = [...password];
  if (length < MIN_CHARACTERS || length > MAX_CHARACTERS)
    throw badInput(`A password has ${MIN_CHARACTERS} to ${MAX_CHARACTERS} characters.`);
  // Half a surrogate pair has no UTF-8: different passwords would hash alike.
  if (!password.isWellFormed()) throw badInput('A password is valid Unicode text.');
  return password;
}

/** @throws AppError BUSY where too many wait for a hash. */
export const hashPassword = (password: string): Promise<string> => pool.run(() => hash(password, COST));

let standIn: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. Without a hash (no such member) it takes as long and answers false, so
 * that time does not tell which names exist.
 * @throws AppError BUSY where too many wait for a hash.
 */
export async function verifyPassword(passwordHash: string | undefined, text: string): Promise<boolean> {
  const password = text.normalize('NFC');
  // Longer than any password that was ever hashed: no reason to feed it to argon2.
  if (password.length > 2 * MAX_CHARACTERS) return verifyPassword(undefined, '').then(() => false);
  standIn ??= hash(randomBytes(16), COST);
  const against = passwordHash ?? (await standIn);
  const matches = await pool.run(() => verify(against, password));
  return matches && passwordHash !== undefined;
}
