import { createHash } from 'node:crypto';

/**
 * Hashes stored bytes as they stream by, in constant memory.
 * @returns base64 SHA-256 as the upload contract writes it, and how many bytes there were.
 */
export async function hashObject(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; byteSize: number }> {
  const hash = createHash('sha256');
  let byteSize = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    byteSize += chunk.length;
  }
  return { sha256: hash.digest('base64'), byteSize };
}
