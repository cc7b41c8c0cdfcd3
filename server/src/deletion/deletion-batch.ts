import type { Deps } from '../deps.ts';
import { expireUploads } from '../upload/expire-uploads.sweep.ts';
import { expireTrash } from './expire-trash.sweep.ts';
import { purgeObjects } from './purge-objects.sweep.ts';
import { finishMembers } from './remove-member.ts';
import { sweepDeletedAlbums } from './sweep-album.ts';

/**
 * One run of the deletion batch: ends overdue tickets, deletes what was in the trash for its time, takes deleted albums and
 * members apart, and removes the bytes that are due. Several at once are harmless. A part that fails is logged and the others still run.
 * @returns whether everything that was due is done.
 */
export async function runDeletionBatch(
  deps: Pick<Deps, 'db' | 'feed' | 'locks' | 'store' | 'config' | 'log'>,
  signal?: AbortSignal,
): Promise<boolean> {
  const parts = {
    expireUploads: async () => void (await expireUploads(deps)),
    expireTrash: async () => void (await expireTrash(deps)),
    sweepDeletedAlbums: () => sweepDeletedAlbums(deps),
    finishMembers: () => finishMembers(deps),
  };
  let whole = true;
  for (const [name, part] of Object.entries(parts))
    await part().catch((error: unknown) => {
      whole = false;
      deps.log.error(
        { err: error, part: name },
        'a part of the deletion batch failed and will be tried again',
      );
    });
  const { failed } = await purgeObjects(deps, signal);
  return whole && failed === 0;
}
