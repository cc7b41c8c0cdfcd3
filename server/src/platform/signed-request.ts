import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What is signed of a request: all that decides what it does. */
export type SignedParts = { method: string; path: string; body: Buffer };

/** A request whose signature holds, and the one word that makes it different from every other. */
export type Verified = { nonce: string };

/** How far the clocks of both ends may be apart, in seconds. */
export const CLOCK_WINDOW = 300;

const SCHEME = 'PICUP-HMAC-SHA256';
const FORM = new RegExp(`^${SCHEME} at=(\\d{10}),nonce=([\\w-]{22}),signature=([\\w-]{43})$`);

/**
 * The Authorization header that lets a program of ours in: HMAC-SHA256 over method, path, the body's hash, the time and a
 * nonce.
 * @param now Unix seconds.
 */
export function signRequest(key: string, parts: SignedParts, now: number = Date.now() / 1000): string {
  const at = String(Math.floor(now));
  const nonce = randomBytes(16).toString('base64url');
  const signature = sign(key, parts, at, nonce).toString('base64url');
  return `${SCHEME} at=${at},nonce=${nonce},signature=${signature}`;
}

/**
 * Checks a request's Authorization header; undefined where it was made without one of the keys, of other content, or at
 * another time. It does not know whether the same was seen before: the caller remembers the nonce for twice the window.
 * @param keys all that are good now: the new and the old one while they are changed.
 * @param now Unix seconds.
 */
export function verifyRequest(
  keys: readonly string[],
  header: string | undefined,
  parts: SignedParts,
  now: number = Date.now() / 1000,
): Verified | undefined {
  const [, at = '', nonce = '', signature = ''] = FORM.exec(header ?? '') ?? [];
  const given = Buffer.from(signature, 'base64url');
  // Every key is tried, so that the time taken tells nothing of which one it was.
  const matches = keys.filter((key) => isSame(sign(key, parts, at, nonce), given));
  if (matches.length === 0 || Math.abs(now - Number(at)) > CLOCK_WINDOW) return undefined;
  return { nonce };
}

function sign(key: string, { method, path, body }: SignedParts, at: string, nonce: string): Buffer {
  const bodyHash = createHash('sha256').update(body).digest('base64url');
  return createHmac('sha256', key).update([method, path, bodyHash, at, nonce].join('\n')).digest();
}

const isSame = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);
