import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import { nowPlus } from '../platform/time.ts';
import { objectPurges } from './object-purge.table.ts';
import type { PictureRow } from './picture.table.ts';

/**
 * Lists what newer files have taken the place of for removal, once no signed URL for it is good any more.
 * @param folder below the picture's key base, such as `r1`.
 */
export async function retireFiles(
  tx: Tx,
  { memberId, keyBase }: Pick<PictureRow, 'memberId' | 'keyBase'>,
  folder: string,
  { CDN_WINDOW_SECONDS, CDN_MIN_LIFE_SECONDS }: Deps['config'],
): Promise<void> {
  await tx
    .insert(objectPurges)
    .values({
      id: newId(),
      memberId,
      keyBase: `${keyBase}/${folder}`,
      purgeAfter: nowPlus(CDN_WINDOW_SECONDS + CDN_MIN_LIFE_SECONDS),
    })
    .onDuplicateKeyUpdate({ set: { keyBase: sql`key_base` } });
}
