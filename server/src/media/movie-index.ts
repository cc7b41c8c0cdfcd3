import { type MediaSource, readBytes } from './media-source.ts';

/** So many boxes before the first that counts are no camera's work. */
const mostBoxes = 32;

/**
 * Whether an MP4 or QuickTime file has its index before its frames, so that a player need not look for it at the end.
 * @throws like `readBytes`.
 */
export async function indexIsFirst(
  source: MediaSource,
  stallMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let offset = 0;
  for (let box = 0; box < mostBoxes && offset + 8 <= source.byteSize; box += 1) {
    const end = Math.min(offset + 16, source.byteSize);
    const header = await readBytes(source, { start: offset, end }, stallMs, signal);
    const type = header.toString('latin1', 4, 8);
    if (type === 'moov') return true;
    if (type === 'mdat') return false;
    let size = header.readUInt32BE(0);
    // 1 says that the size follows in 64 bits; 0 that the box goes on to the end.
    if (size === 1 && header.length === 16) size = Number(header.readBigUInt64BE(8));
    if (size < 8) return false;
    offset += size;
  }
  return false;
}
