import { createHash, createHmac, randomBytes } from 'node:crypto';

/** What a client holds of a session: opaque, 256 bits each. The database knows their hashes only. */
export type TokenPair = { accessToken: string; refreshToken: string };

/** The tokens of a new sign-in. */
export const newTokens = (): TokenPair => ({
  accessToken: randomBytes(32).toString('base64url'),
  refreshToken: randomBytes(32).toString('base64url'),
});

/**
 * The tokens that follow a refresh token. They are derived, so that parallel requests with one token, in any process, get
 * the same successor although no token is stored.
 */
export function successorTokens(secret: string, refreshToken: string): TokenPair {
  const derive = (use: string) =>
    createHmac('sha256', secret).update(`session:${use}:${refreshToken}`).digest('base64url');
  return { accessToken: derive('access'), refreshToken: derive('refresh') };
}

/** What is stored of a token. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();
