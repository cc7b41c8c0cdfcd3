import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Db } from '../platform/db.ts';
import type { Viewer } from './authenticate.ts';
import { sessions } from './member.table.ts';

/** Ends the viewer's session with all its tokens and streams, in every process at once: none of them remembers a session. */
export async function signOut({ db, feed }: Pick<Deps, 'db' | 'feed'>, viewer: Viewer): Promise<void> {
  await endFamily(db, viewer.familyId);
  feed.endStreams(viewer.memberId, viewer.familyId);
}

/** Ends every session that came from one sign-in. */
export async function endFamily(db: Pick<Db, 'delete'>, familyId: string): Promise<void> {
  // Twice: the first may wait for a rotation that is about to commit a successor it could not see; the second sees it.
  await db.delete(sessions).where(eq(sessions.familyId, familyId));
  await db.delete(sessions).where(eq(sessions.familyId, familyId));
}
