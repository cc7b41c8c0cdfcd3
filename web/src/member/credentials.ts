/** What is wrong with what was typed; null where the API would take it. */
export type UsernameProblem = 'too-short' | 'too-long' | 'characters' | null;

/** Judges a name as the API does: 3 to 30 letters of any script, digits, '.', '_' and '-', after NFKC. */
export function usernameProblem(username: string): UsernameProblem {
  const normal = username.trim().normalize('NFKC');
  const length = [...normal].length;
  if (length < 3) return 'too-short';
  if (length > 30) return 'too-long';
  return /^[\p{L}\p{M}\p{Nd}._-]+$/u.test(normal) ? null : 'characters';
}

/** How long a password would hold, for a hint in words. */
export type PasswordStrength = 'too-short' | 'too-long' | 'weak' | 'fair' | 'strong';

const common = /^(?:password|passw0rd|qwerty|asdf|letmein|welcome|iloveyou|12345|11111|00000|abcd|admin)/i;

/**
 * Weighs a password by its length, the kinds of its characters and how much of it repeats. Only `too-short` and `too-long`
 * bar it; the rest is advice.
 */
export function passwordStrength(password: string, username: string): PasswordStrength {
  const characters = [...password];
  if (characters.length < 8) return 'too-short';
  if (characters.length > 128) return 'too-long';
  const lower = password.toLowerCase();
  const name = username.trim().toLowerCase();
  if (common.test(password) || (name.length > 2 && lower.includes(name))) return 'weak';
  const different = new Set(characters).size;
  if (different < 5) return 'weak';
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u, /\p{Lo}/u].filter((kind) =>
    kind.test(password),
  ).length;
  const weight = Math.min(different * 1.5, characters.length) + (kinds - 1) * 2;
  if (weight >= 16) return 'strong';
  return weight >= 11 ? 'fair' : 'weak';
}
