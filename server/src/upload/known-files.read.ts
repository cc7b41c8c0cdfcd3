import { and, eq, inArray, min, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { readPictures, type ShownPicture, shownTo } from '../picture/picture.read.ts';
import { pictures } from '../picture/picture.table.ts';
import { badInput } from '../platform/errors.ts';
import { parseSha256 } from './judge-file.ts';
import { MAX_BATCH } from './request-uploads.ts';

/** The most sizes of one question: they answer with numbers alone. */
const MAX_SIZES = 1_000;

/**
 * For each Base64 SHA-256, in order, the member's first picture that is shown and has these bytes; undefined where there is
 * none. A FAILED one does not count: uploading the file again may be what helps.
 * @throws AppError BAD_USER_INPUT for more than a batch, or what is no SHA-256.
 */
export async function readPicturesByHash(
  { db }: Pick<Deps, 'db'>,
  memberId: string,
  sha256: string[],
): Promise<(ShownPicture | undefined)[]> {
  if (sha256.length > MAX_BATCH) throw badInput(`Ask for ${MAX_BATCH} hashes at most at a time.`);
  const hashes = sha256.map((text) => {
    const bytes = parseSha256(text);
    if (!bytes) throw badInput('Each sha256 is the Base64 of the 32 bytes of a SHA-256.');
    return bytes;
  });
  if (hashes.length === 0) return [];
  const firsts = await db
    .select({ sha256: pictures.sha256, id: min(pictures.id) })
    .from(pictures)
    .where(and(shownTo(memberId), inArray(pictures.sha256, hashes), ne(pictures.state, 'FAILED')))
    .groupBy(pictures.sha256);
  const ids = new Map(firsts.map((first) => [first.sha256?.toString('base64'), first.id]));
  const found = firsts.flatMap(({ id }) => id ?? []);
  const rows = found.length > 0 ? await readPictures(db, memberId, found) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  return sha256.map((text) => byId.get(ids.get(text) ?? ''));
}

/**
 * Those of the sizes, in bytes, that some picture of the member has. Includes pictures of albums whose deletion is under
 * way: it is a first sieve, and readPicturesByHash has the last word.
 * @throws AppError BAD_USER_INPUT for too many sizes.
 */
export async function readKnownSizes(
  { db }: Pick<Deps, 'db'>,
  memberId: string,
  byteSizes: number[],
): Promise<number[]> {
  if (byteSizes.length > MAX_SIZES) throw badInput(`Ask for ${MAX_SIZES} sizes at most at a time.`);
  if (byteSizes.length === 0) return [];
  const rows = await db
    .selectDistinct({ byteSize: pictures.byteSize })
    .from(pictures)
    .where(
      and(
        eq(pictures.memberId, memberId),
        eq(pictures.lifecycle, 'LIVE'),
        inArray(pictures.byteSize, byteSizes),
      ),
    );
  return rows.map(({ byteSize }) => byteSize);
}
