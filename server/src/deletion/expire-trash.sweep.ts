import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import { members } from '../member/member.table.ts';
import { pictures } from '../picture/picture.table.ts';
import { emptyTrashOf } from './empty-trash.ts';

const MEMBERS = 500;

/** Deletes for good what has been in the trash for TRASH_DAYS. Several at once are harmless. Answers how many pictures. */
export async function expireTrash(
  deps: Pick<Deps, 'db' | 'feed' | 'locks' | 'config' | 'log'>,
): Promise<number> {
  const { db, config, log } = deps;
  const before = sql<string>`now(6) - interval ${config.TRASH_DAYS} day`;
  const due = await db
    .selectDistinct({ memberId: pictures.memberId })
    .from(pictures)
    .innerJoin(albums, and(eq(albums.id, pictures.albumId), isNull(albums.deletedAt)))
    .innerJoin(members, and(eq(members.id, pictures.memberId), isNull(members.deletedAt)))
    .where(and(eq(pictures.lifecycle, 'TRASHED'), lte(pictures.trashedAt, before)))
    .limit(MEMBERS);
  let expired = 0;
  for (const { memberId } of due)
    try {
      expired += await emptyTrashOf(deps, memberId, before);
    } catch (error) {
      // One busy or departing member must not keep the others' trash; the next sweep comes back.
      log.warn({ err: error, memberId }, 'the trash of a member could not be emptied');
    }
  if (expired > 0) log.info({ expired }, 'pictures left the trash after their time');
  return expired;
}
