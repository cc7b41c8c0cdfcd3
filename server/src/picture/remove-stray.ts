import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { failpoint } from '../platform/failpoints.ts';
import { pictures } from './picture.table.ts';

/**
 * Removes what was made of a picture that was deleted meanwhile: its purge may have looked before these keys were written.
 * Where this fails too the search for orphans finds them. Of a picture that is still there nothing is removed.
 */
export async function removeStray(
  { db, store }: Pick<Deps, 'db' | 'store'>,
  pictureId: string,
  keys: string[],
): Promise<void> {
  if (keys.length === 0) return;
  const [row] = await db
    .select({ lifecycle: pictures.lifecycle })
    .from(pictures)
    .where(eq(pictures.id, pictureId));
  if (row && row.lifecycle !== 'DELETED') return;
  await failpoint('renditions.beforeRemoval');
  await store.removeKeys(keys);
}
