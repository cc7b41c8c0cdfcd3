import { createHash, randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { Dice } from './dice.ts';

/** A file that a trial's member uploads. */
export type TrialFile = {
  filename: string;
  contentType: string;
  bytes: Buffer;
  /** Hexadecimal SHA-256. */
  sha256: string;
  /** Whether the uploader tells its checksum beforehand. */
  announced: boolean;
};

/** Above it a file goes in parts; the smallest part that S3 takes. Bytes. */
export const PART_BYTES = 5 * 1024 ** 2;

/** Makes files that differ in every byte that counts: small pictures, now and then something large or unreadable. */
export async function openFiles(dice: Dice, largeOdds: number): Promise<() => TrialFile> {
  // A decoder stops at the picture's end, so what follows makes each file another one.
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#8a5' } })
    .jpeg()
    .toBuffer();
  return () => {
    const readable = dice.chance(0.6);
    const large = dice.chance(largeOdds);
    const tail = randomBytes(large ? dice.between(PART_BYTES, PART_BYTES * 1.4) : dice.between(1, 60_000));
    const bytes = readable ? Buffer.concat([picture, tail]) : tail;
    return {
      filename: `${dice.between(1, 10_000)}.jpg`,
      contentType: 'image/jpeg',
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      announced: dice.chance(0.5),
    };
  };
}
