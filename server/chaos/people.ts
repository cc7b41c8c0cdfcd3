import { setTimeout as delay } from 'node:timers/promises';
import { albums } from '../src/album/album.table.ts';
import type { Deps } from '../src/deps.ts';
import type { Viewer } from '../src/member/authenticate.ts';
import { members } from '../src/member/member.table.ts';
import { AppError } from '../src/platform/errors.ts';
import { newId } from '../src/platform/ids.ts';
import { requestUploads } from '../src/upload/request-uploads.ts';
import type { UploadTicketRow } from '../src/upload/upload.table.ts';

/** Who acts in a trial: the viewer that flows take, and an album to put pictures into. */
export type Person = { viewer: Viewer; albumId: string };

/** Writes a member with one album straight into the database; nobody can sign in as such a one. */
export async function aPerson({ db }: Pick<Deps, 'db'>): Promise<Person> {
  const [memberId, albumId] = [newId(), newId()];
  await db.insert(members).values({ id: memberId, username: memberId, passwordHash: '-' });
  await db.insert(albums).values({ id: albumId, memberId, name: 'Trial' });
  return { viewer: { memberId, sessionId: '', familyId: '' }, albumId };
}

/** Open tickets whose bytes are in the store, 100 a request. */
export async function uploaded(
  deps: Deps,
  { viewer, albumId }: Person,
  count: number,
  byteSize = 10,
): Promise<UploadTicketRow[]> {
  const tickets: UploadTicketRow[] = [];
  while (tickets.length < count) {
    const more = Math.min(100, count - tickets.length);
    const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize };
    const { answers } = await requestUploads(deps, viewer, albumId, Array(more).fill(file));
    const granted = answers.flatMap((answer) => ('ticket' in answer ? [answer.ticket] : []));
    if (granted.length < more) throw new Error('A trial asked for more than its members may store.');
    const bytes = Buffer.alloc(byteSize, 1);
    await Promise.all(granted.map((t) => deps.store.put(`${t.keyBase}/original`, bytes, 'image/jpeg')));
    tickets.push(...granted);
  }
  return tickets;
}

/** Does something again for as long as the answer is BUSY, as a client does. */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'BUSY') throw error;
      await delay(Math.random() * 1_000);
    }
}
