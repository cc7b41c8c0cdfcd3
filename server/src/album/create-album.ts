import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import { lockMember } from '../member/member.read.ts';
import { newId } from '../platform/ids.ts';
import { requireAlbum } from './album.read.ts';
import { type AlbumRow, albums } from './album.table.ts';
import { readAlbumName } from './album-name.ts';

/**
 * Makes an empty album.
 * @throws AppError BAD_USER_INPUT for a name that breaks the rule.
 */
export async function createAlbum(
  { db, feed }: Pick<Deps, 'db' | 'feed'>,
  { memberId }: Viewer,
  input: { name: string },
): Promise<AlbumRow> {
  const name = readAlbumName(input.name);
  return db.transact(async (tx) => {
    await lockMember(tx, memberId);
    const id = newId();
    await tx.insert(albums).values({ id, memberId, name });
    tx.afterCommit(() => feed.tell(memberId, { albums: [id] }));
    return requireAlbum(tx, memberId, id);
  });
}
